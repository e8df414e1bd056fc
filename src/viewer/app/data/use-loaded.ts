import { useEffect, useState } from 'preact/hooks';

/** Something that is being read: not there yet, there, or broken. */
export type Loaded<T> = { status: 'loading' } | { status: 'ready'; value: T } | { status: 'broken'; reason: string };

/** Runs `load` again whenever `keys` change; an answer that comes too late is left out. */
export function useLoaded<T>(load: () => Promise<T>, keys: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ keys: readonly unknown[]; loaded: Loaded<T> }>({
    keys,
    loaded: { status: 'loading' },
  });
  useEffect(() => {
    let isCurrent = true;
    const show = (loaded: Loaded<T>) => {
      if (isCurrent) setState({ keys, loaded });
    };
    load().then(
      (value) => show({ status: 'ready', value }),
      (error: unknown) => show({ status: 'broken', reason: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, keys);
  const isSame = state.keys.every((key, i) => key === keys[i]);
  return isSame ? state.loaded : { status: 'loading' };
}
