import { madeUpIds, maskIds } from '../../calls/new-values/made-up-ids.ts';
import { areAlike } from '../../calls/new-values/volatile-parts.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { diffAsked } from '../../calls/same-call/diff-asked.ts';
import { aroundDifference } from '../../session/codec/around-difference.ts';
import type { ValueChange } from '../../session/codec/diff-values.ts';
import { previewValue } from '../../session/codec/preview-value.ts';
import { nearestNames } from '../../std/text/nearest-names.ts';
import { quoteArgument } from '../../std/text/quote-argument.ts';
import type { Doubt } from './matcher.ts';

/** A recorded call of the same command and where its arguments really part from those asked for. */
export interface NearMiss {
  id: string;
  index: number;
  command: string;
  args: unknown;
  /** `before` is the recorded value, `after` the one asked for. Values that may stand for each other are among them only when there are no others. */
  changes: ValueChange[];
}

/** An explanation for a question that no recorded call answers. */
export interface Miss {
  command: string;
  args: unknown;
  options: unknown;
  /** The recorded calls that can be asked for, in record order. */
  calls: readonly RecordedCall[];
  isUsed(recorded: RecordedCall): boolean;
  /** With the policy `strict`, the call that was due instead. */
  due: RecordedCall | undefined;
  /** Where several calls could be meant, what is to be told of them. */
  doubt: Doubt | undefined;
}

/** Says why nothing answers a question: up to three recorded calls near it, or the nearest command names, and what to do. */
export function explainMiss(miss: Miss): { message: string; nearest: NearMiss[] } {
  const { command, args, due, doubt } = miss;
  const nearest = nearMisses(miss);
  const lines = [`The recording has no answer for ${callText(command, args)}.`];
  if (due) {
    lines.push(`With --match strict #${due.index} ${callText(due.call.command, due.call.args)} was due.`);
    lines.push("Replay with match 'key' if the order of these calls does not matter, or record the session again.");
  } else if (doubt) {
    lines.push(...doubtLines(command, doubt));
  } else if (nearest.length > 0) {
    lines.push(`Recorded calls of ${command} nearest to it:`, ...nearest.map(nearMissLine));
    const [best] = nearest;
    if (best && best.changes.length > 0 && best.changes.length <= 3) lines.push(ignoreLine(command, best.changes));
    lines.push(`Record the session again, or answer it in the test: ipc.route(${JSON.stringify(command)}, …).`);
  } else {
    const names = nearestNames(command, new Set(miss.calls.map(({ call }) => call.command)));
    lines.push(
      `It has no call of ${command}${names.length > 0 ? `; the nearest commands are ${names.join(', ')}` : ''}.`,
    );
    lines.push(`Record the session again, or answer it in the test: ipc.route(${JSON.stringify(command)}, …).`);
  }
  return { message: lines.join('\n'), nearest };
}

/** Recorded calls compared for one miss: enough to find a near one, few enough to be quick. */
const MAX_CANDIDATES = 50;
const MAX_NEAREST = 3;

function nearMisses({ command, args, options, calls, isUsed }: Miss): NearMiss[] {
  const shape = maskIds(command);
  const candidates = calls.filter(({ call }) => call.command === command || maskIds(call.command) === shape);
  const unusedFirst = [...candidates.filter((one) => !isUsed(one)), ...candidates.filter(isUsed)];
  return unusedFirst
    .slice(0, MAX_CANDIDATES)
    .map(({ index, call }) => {
      const changes = diffAsked(call, { args, options });
      return { id: call.id, index, command: call.command, args: call.args, changes };
    })
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, MAX_NEAREST)
    .map((near) => ({ ...near, changes: realChanges(near.changes) }));
}

/** Leaves out values that may stand for each other, such as two ids or two secrets: they keep no call from being found, unless nothing else does. */
function realChanges(changes: ValueChange[]): ValueChange[] {
  const real = changes.filter((change) => !mayBeBound(change));
  return real.length > 0 ? real : changes;
}

function mayBeBound({ type, before, after }: ValueChange): boolean {
  return type === 'changed' && areAlike(before, after);
}

/** How far a recorded call is from a question: what is new in every run hardly counts, another type counts twice. */
function distance({ changes }: NearMiss): number {
  return changes.reduce((sum, { type, before, after }) => {
    if (type !== 'changed' || typeof before !== typeof after) return sum + 2;
    return sum + (areAlike(before, after) || areIds(before, after) ? 0.1 : 1);
  }, 0);
}

function areIds(before: unknown, after: unknown): boolean {
  return typeof before === 'string' && typeof after === 'string' && madeUpIds(before, after) !== undefined;
}

/** Names the calls that could be meant, by what they could be told apart, and how a new recording can do so. */
function doubtLines(command: string, { calls, paths, secretClasses }: Doubt): string[] {
  const numbers = calls.slice(0, MAX_DOUBTED).map(({ index }) => `#${index}`);
  if (calls.length > MAX_DOUBTED) numbers.push(`${calls.length - MAX_DOUBTED} more`);
  const which = `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)} could be meant, with other answers`;
  const where = paths.length === 0 ? 'their arguments' : paths.join(', ');
  if (secretClasses.length === 0) {
    return [
      `${which}: they differ in ${where}, which is made up anew in each run, and in nothing else.`,
      `Record with random: 'seeded', so that it is the same each time, or answer the calls in the test: ipc.route(${JSON.stringify(command)}, …).`,
    ];
  }
  const keys = [...new Set(paths.map(lastKey))];
  return [
    `${which}: redaction has put a token in the place of ${where} (rule ${secretClasses.join(', ')}), and the session does not say which of them this one is.`,
    `If it is no secret, record again with redact: { allow: ${JSON.stringify(keys)} }; or answer the calls in the test: ipc.route(${JSON.stringify(command)}, …).`,
  ];
}

/** Returns the key that a path ends with, whatever item of its list is meant; the path itself where that is no plain key. */
function lastKey(path: string): string {
  const plain = path.replace(/(?<!\])(?:\[\d+\])+$/, '');
  const key = plain.slice(Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(']')) + 1);
  return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key) ? key : path;
}

/** Calls that are named where several could be meant. */
const MAX_DOUBTED = 4;

/** How to let these arguments differ, on the command line and in a test. */
function ignoreLine(command: string, changes: ValueChange[]): string {
  const paths = [...new Set(changes.map(({ path }) => (path === '' ? '*' : path.replace(/\[\d+\]/g, '[*]'))))];
  const flags = paths.map((path) => `--ignore ${quoteArgument(`${command}:${path}`)}`);
  const option = `{ ${JSON.stringify(command)}: ${JSON.stringify(paths)} }`;
  return `If ${paths.length === 1 ? 'that' : 'these'} may differ, replay with ${flags.join(' ')}, or with the option ignore: ${option}.`;
}

function nearMissLine({ index, changes }: NearMiss): string {
  if (changes.length === 0) return `  #${index} is the same, but not in this order`;
  const shown = changes.slice(0, 3).map(changeText);
  if (changes.length > 3) shown.push(`and ${changes.length - 3} more`);
  return `  #${index} differs: ${shown.join('; ')}`;
}

function changeText(change: ValueChange): string {
  const { type, path, before, after } = change;
  const place = path === '' ? 'the arguments' : path;
  if (type === 'added') return `${place} ${previewValue(after, MAX_VALUE)} was not recorded`;
  if (type === 'removed') return `${place} was recorded as ${previewValue(before, MAX_VALUE)} and is absent`;
  const [recorded, live] = aroundDifference(before, after, MAX_VALUE);
  const text = `${place} was ${recorded}, is ${live}`;
  return mayBeBound(change) ? `${text}, and one of them stands for another value already` : text;
}

/** Characters that are shown of one value. */
const MAX_VALUE = 60;

function callText(command: string, args: unknown): string {
  return args === undefined ? command : `${command} ${previewValue(args, 100)}`;
}
