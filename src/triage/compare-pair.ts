import { isAnsweredInPage } from '../calls/event-commands.ts';
import { diffOptions } from '../calls/same-call/diff-asked.ts';
import { aroundDifference } from '../session/codec/around-difference.ts';
import { diffValues, type ValueChange } from '../session/codec/diff-values.ts';
import { previewValue } from '../session/codec/preview-value.ts';
import type { IpcCall } from '../session/format/schema.ts';
import { cutText } from '../std/text/cut-text.ts';
import { escapeText, escapeToFit } from '../std/text/printable-text.ts';
import type { AlignedCall, AlignedPair } from './align-sessions.ts';
import type { Divergence } from './divergence.ts';
import { SESSIONS, type SideNames } from './side-names.ts';
import type { VolatileIds } from './volatile-ids.ts';

export interface PairOptions {
  /** Whether Node was the backend in the second session: then the recorder's own runtime has answered the calls about events. @default false */
  isServed?: boolean;
  /** What the sessions are called. @default the first session, and the second */
  names?: SideNames;
}

/** Compares the two calls of a pair: at most one finding, and how many volatile values differ without counting. */
export function comparePair(
  { first, second, isMoved = false }: AlignedPair,
  ids: VolatileIds,
  { isServed = false, names = SESSIONS }: PairOptions = {},
): { finding?: Finding; volatile: number } {
  if (first && second) {
    const compared = isServed && isAnsweredInPage(second.call) ? answeredAs(first, second) : second;
    return compareCalls({ first, second: compared, isMoved }, ids, names);
  }
  const only = first ?? second;
  if (!only) return { volatile: 0 };
  const [here, there] = first ? [names.first, names.second] : [names.second, names.first];
  const text = `${name(only.call)} ${happened(only.call)} in ${here[0]} and not in ${there[1]}.`;
  return { finding: { kind: first ? 'missing' : 'extra', command: only.call.command, changes: [], text }, volatile: 0 };
}

/** A divergence without its place. */
export type Finding = Pick<Divergence, 'kind' | 'command' | 'changes' | 'text'>;

/** The second call with the answer of the first: that of our own runtime says nothing of the app. */
function answeredAs({ call: { result, error } }: AlignedCall, second: AlignedCall): AlignedCall {
  const { error: _error, ...call } = second.call;
  return { ...second, call: { ...call, result, ...(error === undefined ? {} : { error }) } };
}

interface BothCalls {
  first: AlignedCall;
  second: AlignedCall;
  isMoved: boolean;
}

function compareCalls(pair: BothCalls, ids: VolatileIds, names: SideNames): { finding?: Finding; volatile: number } {
  const { first, second } = pair;
  const all = [
    ...diffValues({ args: first.call.args }, { args: second.call.args }),
    ...diffOptions(first.call.options, second.call.options),
    ...diffValues(outcome(first.call), outcome(second.call)),
  ];
  // Masked keys are equal: what still differs in the arguments is volatile or a callback's id.
  const isSameKey = first.key === second.key;
  const moments = ids.momentsOf(first, second);
  const isVolatile = (change: ValueChange) => ids.isVolatile(change, moments);
  // What the runtime says to those who listen is an id or nothing, and a page answers so itself when it is served.
  const isRuntimes = ({ path }: ValueChange) => path.startsWith('result.Ok') && isAnsweredInPage(second.call);
  const counted = all.filter((change) => !isVolatile(change) && !isRuntimes(change));
  const changes = counted.filter(({ path }) => !(isSameKey && isAsked(path)));
  const volatile = all.length - counted.length;
  const finding = judge(pair, changes, names);
  return finding ? { finding, volatile } : { volatile };
}

function judge({ first, second, isMoved }: BothCalls, changes: ValueChange[], names: SideNames): Finding | undefined {
  const { command } = second.call;
  const who = name(second.call);
  // Ids that differ make no other question of it.
  if (first.key !== second.key && changes.some(({ path }) => isAsked(path))) {
    const shown = changes
      .filter(({ path }) => isAsked(path))
      .slice(0, 3)
      .map(changeText);
    return {
      kind: 'args-changed',
      command,
      changes,
      text: `${who} ${happened(second.call)} with other ${hasArgs(changes) ? 'arguments' : 'options'}: ${shown.join(', ')}.`,
    };
  }
  // Whether an answer comes before its document goes is a matter of time.
  const isAbandoned = (first.call.abandoned ?? second.call.abandoned) !== undefined;
  if (isAbandoned && (first.call.result === 'Pending') !== (second.call.result === 'Pending')) return undefined;
  if (first.call.result === 'Pending' && second.call.result !== 'Pending') {
    return {
      kind: 'never-answered',
      command,
      changes,
      text: `${who} was never answered in ${names.first[0]} and ${answer(second.call)} in ${names.second[1]}.`,
    };
  }
  if (second.call.result === 'Pending' && first.call.result !== 'Pending') {
    return {
      kind: 'never-answered',
      command,
      changes,
      text: `${who} ${answer(first.call)} in ${names.first[0]} and was never answered in ${names.second[1]}.`,
    };
  }
  if (changes.length > 0)
    return { kind: 'result-changed', command, changes, text: resultText([first.call, second.call], changes, names) };
  // One that was found by its command alone, for the ids in its arguments, says nothing of its place.
  if (!isMoved || first.key !== second.key) return undefined;
  const places = `#${first.index} in ${names.first[0]}, #${second.index} in ${names.second[1]}`;
  const isLegal = first.isConcurrent || second.isConcurrent;
  return {
    kind: isLegal ? 'order' : 'moved',
    command,
    changes,
    text: `${who} ${happened(second.call)} ${isLegal ? 'in another order with calls it overlapped' : 'at another place'}: ${places}.`,
  };
}

function resultText([first, second]: [IpcCall, IpcCall], changes: ValueChange[], names: SideNames): string {
  const isSameOutcome = isError(first) === isError(second);
  if (isSameOutcome && !isError(first)) {
    return `${name(second)} was answered otherwise: ${changes.slice(0, 3).map(changeText).join(', ')}.`;
  }
  return `${name(second)} ${answer(first)} in ${names.first[0]} and ${answer(second)} in ${names.second[1]}.`;
}

function outcome({ result, error }: IpcCall): Record<string, unknown> {
  return error === undefined ? { result } : { result, error };
}

function isError({ result }: IpcCall): boolean {
  return typeof result === 'object' && 'Err' in result;
}

/** Whether a path is one of what was asked. */
const isAsked = (path: string) => /^(?:args|options)(?![\p{L}\p{N}_$-])/u.test(path);

const hasArgs = (changes: ValueChange[]) => changes.some(({ path }) => isAsked(path) && path.startsWith('args'));

function name({ command }: IpcCall): string {
  return escapeToFit(command, 60);
}

function happened({ kind }: IpcCall): string {
  return kind === 'push' ? 'was pushed' : kind === 'send' ? 'was sent' : 'was called';
}

function answer({ result }: IpcCall): string {
  if (result === 'Pending') return 'was never answered';
  if ('Err' in result) return `failed with ${preview(result.Err)}`;
  return `was answered ${preview(result.Ok)}`;
}

function changeText({ type, path, before, after }: ValueChange): string {
  const place = escapeText(cutText(path, 60));
  if (type === 'added') return `${place} ${preview(after)} is new`;
  if (type === 'removed') return `${place} ${preview(before)} is gone`;
  const [one, other] = aroundDifference(before, after, MAX_VALUE).map(escapeText);
  return `${place} ${one} → ${other}`;
}

function preview(value: unknown): string {
  return escapeText(previewValue(value, MAX_VALUE));
}

/** Characters that are shown of one value. */
const MAX_VALUE = 50;
