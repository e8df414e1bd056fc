import { failedWith } from '../calls/failed-with.ts';
import { areAlike } from '../calls/new-values/volatile-parts.ts';
import { diffValues } from '../session/codec/diff-values.ts';
import { markerOf } from '../session/codec/values.ts';
import type { IpcCall } from '../session/format/schema.ts';

/** A place where the answers of a mock in the page part from the recorded ones of a command. */
export interface MockDifference {
  command: string;
  /** The path of the value, such as `result.theme` or `error`; `result` alone where one has answered and the other failed. */
  path: string;
  /** How many answers have parted there. */
  count: number;
}

/** The answer of a mock: as a call of a session would have it. */
export type MockAnswer = { ok: unknown } | { err: unknown };

/** Places that are told of at most. */
const MAX_PLACES = 50;

/** Gathers where a mock that goes on beside a session answers otherwise than the session. Values that are new in every run are no difference. */
export class MockDifferences {
  private readonly places = new Map<string, MockDifference>();

  /**
   * Compares an answer of the mock with the recorded call.
   *
   * @param given the recorded answer with the values of this run.
   * @param redacted the mock's answer as it would be recorded.
   */
  note(recorded: IpcCall, given: Pick<IpcCall, 'result' | 'error'>, own: MockAnswer, redacted: MockAnswer): void {
    if (recorded.result === 'Pending' || given.result === 'Pending') return;
    // A value of this run that the mock repeats is another than the recorded one, and a secret another than its placeholder.
    const places = new Set(placesOf(answerOf(recorded), redacted));
    for (const path of placesOf(answerOf(given), own)) {
      if (!places.has(path)) continue;
      const { command } = recorded;
      const key = `${command} ${path}`;
      const known = this.places.get(key);
      if (known !== undefined) known.count += 1;
      else if (this.places.size < MAX_PLACES) this.places.set(key, { command, path, count: 1 });
    }
  }

  /** The places, in the order in which they were found; fifty at most. */
  list(): MockDifference[] {
    return [...this.places.values()];
  }
}

function answerOf({ result, error }: Pick<IpcCall, 'result' | 'error'>): MockAnswer {
  if (result !== 'Pending' && 'Ok' in result) return { ok: result.Ok };
  return { err: failedWith(error, result === 'Pending' ? undefined : result.Err) };
}

function placesOf(one: MockAnswer, other: MockAnswer): string[] {
  if ('ok' in one !== 'ok' in other) return ['result'];
  const changes = diffValues(named(one), named(other));
  return changes
    .filter(({ type, before, after }) => type !== 'changed' || !areAlike(before, after))
    .map(({ path }) => path)
    .filter((path) => path !== 'error.$error.stack');
}

function named(answer: MockAnswer): object {
  const value = 'ok' in answer ? answer.ok : answer.err;
  // No answer is `null` or undefined, by the runtime.
  const plain = value === undefined || markerOf(value) === '$undefined' ? null : value;
  return 'ok' in answer ? { result: plain } : { error: plain };
}
