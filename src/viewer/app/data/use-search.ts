import { useEffect, useState } from 'preact/hooks';
import type { LoadedSession } from './load-session.ts';
import { searchEvents } from './search-events.ts';

const DEBOUNCE_MS = 120;

/** A search under way or done. */
export interface SearchState {
  /** One byte a row, 1 where it matches; null when nothing is searched. */
  matches: Uint8Array | null;
  /** Share of the session that was looked at. */
  done: number;
  /** Why it stopped early. */
  fault: string | null;
}

const NO_SEARCH: SearchState = { matches: null, done: 1, fault: null };

/** Searches while the user types; a new query ends the one before. */
export function useSearch(session: LoadedSession, query: string): SearchState {
  const [state, setState] = useState<SearchState>(NO_SEARCH);
  useEffect(() => {
    if (query === '') {
      setState(NO_SEARCH);
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      searchEvents(session, query, controller.signal, (matches, done) =>
        setState({ matches, done, fault: null }),
      ).catch((error: unknown) => {
        if (!controller.signal.aborted)
          setState((before) => ({ ...before, done: 1, fault: error instanceof Error ? error.message : String(error) }));
      });
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [session, query]);
  return state;
}
