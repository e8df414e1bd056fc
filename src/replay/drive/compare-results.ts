import { pathTest } from '../../calls/path-filter.ts';
import { diffValues, type ValueChange } from '../../session/codec/diff-values.ts';
import { withoutTokenHashes } from '../../session/codec/tokens.ts';
import { markerOf } from '../../session/codec/values.ts';
import type { IpcCall } from '../../session/format/schema.ts';

/**
 * Lists where an answer parts from the recorded one; paths start with `result` or `error`.
 * The structured error counts where one was recorded, without its stack: a backend may throw an `Error` where the wire had a text.
 */
export function compareResults(recorded: Outcome, actual: Outcome, options: CompareOptions = {}): ValueChange[] {
  const { ignore = [], compare = 'exact' } = options;
  if (compare === 'outcome') {
    if (outcomeOf(recorded) === outcomeOf(actual)) return [];
    return [{ type: 'changed', path: 'result', before: recorded.result, after: actual.result }];
  }
  const isErrorRecorded = recorded.error !== undefined;
  const isIgnored = pathTest([...ignore, '*.$error.stack']);
  return diffValues(comparable(recorded, isErrorRecorded), comparable(actual, isErrorRecorded)).filter(
    (change) =>
      !isIgnored(change.path) &&
      !isSameSecret(change) &&
      !isNothing(change) &&
      !isSameErrorText(change) &&
      (compare === 'exact' || !isSameShape(change)),
  );
}

/** The outcome of a call as a session has it: the values are encoded. */
export type Outcome = Pick<IpcCall, 'result' | 'error'>;

/** Says what has to be equal in two answers. */
export interface CompareOptions {
  /**
   * Paths not to compare, with all below them, such as `result.Ok.id`. `*` stands for any text: `*.createdAt`.
   * @default []
   */
  ignore?: string[];
  /**
   * `exact`: every value; `shape`: the types of all values and the names of all fields, not how many items a list has;
   * `outcome`: only whether it was answered or failed.
   * @default 'exact'
   */
  compare?: 'exact' | 'shape' | 'outcome';
}

function outcomeOf({ result }: Outcome): string {
  return result === 'Pending' ? 'Pending' : 'Ok' in result ? 'Ok' : 'Err';
}

function comparable({ result: given, error }: Outcome, withError: boolean): Outcome {
  // No answer is `null` on most wires, and undefined where values are cloned.
  const isNothing = typeof given === 'object' && 'Ok' in given && markerOf(given.Ok) === '$undefined';
  const result = isNothing ? { Ok: null } : given;
  return withError && error !== undefined ? { result, error } : { result };
}

/** Tells whether two tokens may stand for one secret: those of two keys cannot be told apart by more than their class. */
function isSameSecret({ before, after }: ValueChange): boolean {
  return (
    typeof before === 'string' && typeof after === 'string' && withoutTokenHashes(before) === withoutTokenHashes(after)
  );
}

/** Tells whether one has nothing where the other has a value that is undefined: JSON leaves such fields out, and has null in lists. */
function isNothing({ type, path, before, after }: ValueChange): boolean {
  const [one, other] = [before, after].map((value) => (markerOf(value) === '$undefined' ? undefined : value));
  const isItem = /\[\d+\]$/.test(path);
  if (type !== 'changed') return !isItem && one === undefined && other === undefined;
  return isItem && (one ?? null) === null && (other ?? null) === null;
}

/** Tells whether two texts are of one error: where a runtime passes on the text of an `Error`, its name stands before it. */
function isSameErrorText({ path, before, after }: ValueChange): boolean {
  if (path !== 'result.Err' || typeof before !== 'string' || typeof after !== 'string') return false;
  return before.replace(ERROR_NAME, '') === after.replace(ERROR_NAME, '');
}

const ERROR_NAME = /^Error: /;

function isSameShape({ type, path, before, after }: ValueChange): boolean {
  if (type !== 'changed') return /\[\d+\]$/.test(path);
  return shapeOf(before) === shapeOf(after);
}

function shapeOf(value: unknown): string {
  if (value === null) return 'null';
  return markerOf(value) ?? (Array.isArray(value) ? 'array' : typeof value);
}
