import type { RecordedSession } from '../../session/format/schema.ts';

/** Returns a session without the large values that are in it: their markers stay. */
export function withoutValues({ values: _values, ...session }: RecordedSession): RecordedSession {
  return session;
}
