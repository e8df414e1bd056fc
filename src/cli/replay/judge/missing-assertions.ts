import type { RecordedSession } from '../../../session/format/schema.ts';
import { putInList } from '../../../std/put-in-list.ts';

/**
 * Names the matchers that a test has called at fewer places than in the recording: a test that passes without the assertion that failed says nothing.
 * Places are counted and not compared, as lines move, and an assertion in a loop is one.
 */
export function missingAssertions(recorded: RecordedSession, replayed: RecordedSession): string[] {
  const now = placesOf(replayed);
  return [...placesOf(recorded)].flatMap(([name, places]) => (places > (now.get(name) ?? 0) ? [name] : []));
}

/** The number of places at which each matcher was called. */
function placesOf({ actions = [] }: RecordedSession): Map<string, number> {
  const places = new Map<string, string[]>();
  for (const { name, category, location } of actions) if (category === 'expect') putInList(places, name, location);
  return new Map([...places].map(([name, all]) => [name, new Set(all).size]));
}
