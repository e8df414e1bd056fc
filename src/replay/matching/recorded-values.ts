import { forEachId } from '../../calls/new-values/made-up-ids.ts';
import { partKey, splitVolatile, type VolatilePart } from '../../calls/new-values/volatile-parts.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { putInList } from '../../std/put-in-list.ts';

/**
 * Tells whether a part occurs in a recording as it is: then it is the same in both runs and stands for itself, such as the id of
 * a note that the backend gave. Looked through when it is first asked for: many replays never do.
 */
export function recordedValues(calls: readonly RecordedCall[]): (part: VolatilePart) => boolean {
  let known: Set<string> | undefined;
  return (part) => {
    if (known === undefined) {
      const found = new Set<string>();
      for (const { call } of calls)
        for (const value of [call.args, call.options, call.result, call.error])
          forEachPart(value, (one) => found.add(partKey(one)));
      known = found;
    }
    return known.has(partKey(part));
  };
}

/** Tells who has named an id in the recording. */
export interface ToldIds {
  /** Whether the backend named an id, in an answer or a push, before the event with a number. */
  before(id: string, index: number): boolean;
  /** Whether an id was recorded at all, whoever named it. */
  ever(id: string): boolean;
  /** Another one than the session has answered this call in this run: what it named in the recording is not what it names now. */
  leave(call: RecordedCall): void;
}

/** Looks through the traffic when it is first asked: many replays never do. */
export function toldIds(traffic: readonly RecordedCall[]): ToldIds {
  const left = new Set<RecordedCall>();
  let known: { texts: Told[]; byId: Map<string, Told[]> } | undefined;
  const told = (id: string): readonly Told[] => {
    known ??= lookThrough(traffic);
    const found = known.byId.get(id);
    if (found !== undefined || isFound(id)) return found ?? [];
    // An id in a form that is no word is looked for each time.
    return known.texts.filter(({ text }) => text.includes(id));
  };
  return {
    before: (id, index) =>
      told(id).some(({ by, isBackends }) => isBackends && by.index < index && by.call.mocked !== true && !left.has(by)),
    ever: (id) => told(id).length > 0,
    leave: (call) => left.add(call),
  };
}

/** The part of a call that one side has said. */
interface Told {
  by: RecordedCall;
  isBackends: boolean;
  text: string;
}

function lookThrough(traffic: readonly RecordedCall[]): { texts: Told[]; byId: Map<string, Told[]> } {
  const byId = new Map<string, Told[]>();
  const texts = traffic.flatMap((by): Told[] => {
    const { kind, command, args, options, result, error } = by.call;
    const asked = { by, isBackends: kind === 'push', text: JSON.stringify([command, args, options]) };
    return [asked, { by, isBackends: true, text: JSON.stringify([result, error]) }];
  });
  for (const one of texts) forEachId(one.text, (id) => putInList(byId, id, one));
  return { texts, byId };
}

/** Whether `forEachId` finds an id in a text. */
function isFound(id: string): boolean {
  let is = false;
  forEachId(id, (word) => {
    is ||= word === id;
  });
  return is;
}

/** Calls back for each volatile part of a value, those in the keys of its objects too. */
export function forEachPart(value: unknown, take: (part: VolatilePart) => void): void {
  for (const part of splitVolatile(value)?.parts ?? []) take(part);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (!Array.isArray(value)) for (const part of splitVolatile(key)?.parts ?? []) take(part);
    forEachPart(item, take);
  }
}
