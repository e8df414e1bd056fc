import type { RecordedCall } from '../../calls/recorded-call.ts';
import { areAlike } from '../../calls/volatile-parts.ts';
import { diffValues, type ValueChange } from '../../session/codec/diff-values.ts';
import { nearestNames } from '../../std/nearest-names.ts';
import { previewValue } from '../../std/preview-value.ts';
import { quoteArgument } from '../../std/quote-argument.ts';

/** A recorded call of the same command and where its arguments part from those asked for. */
export interface NearMiss {
  id: string;
  index: number;
  command: string;
  args: unknown;
  /** `before` is the recorded value, `after` the one asked for. */
  changes: ValueChange[];
}

/** An explanation for a question that no recorded call answers. */
export interface Miss {
  command: string;
  args: unknown;
  /** The recorded calls that can be asked for, in record order. */
  calls: readonly RecordedCall[];
  isUsed(recorded: RecordedCall): boolean;
  /** With the policy `strict`, the call that was due instead. */
  due: RecordedCall | undefined;
}

/** Says why nothing answers a question: up to three recorded calls near it, or the nearest command names, and what to do. */
export function explainMiss(miss: Miss): { message: string; nearest: NearMiss[] } {
  const { command, args, due } = miss;
  const nearest = nearMisses(miss);
  const lines = [`The recording has no answer for ${callText(command, args)}.`];
  if (due) {
    lines.push(`With --match strict #${due.index} ${callText(due.call.command, due.call.args)} was due.`);
    lines.push("Replay with match 'key' if the order of these calls does not matter, or record the session again.");
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

function nearMisses({ command, args, calls, isUsed }: Miss): NearMiss[] {
  const candidates = calls.filter(({ call }) => call.command === command);
  const unusedFirst = [...candidates.filter((one) => !isUsed(one)), ...candidates.filter(isUsed)];
  return unusedFirst
    .slice(0, MAX_CANDIDATES)
    .map(({ index, call }) => ({ id: call.id, index, command, args: call.args, changes: diffValues(call.args, args) }))
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, MAX_NEAREST);
}

/** How far a recorded call is from a question: what is new in every run hardly counts, another type counts twice. */
function distance({ changes }: NearMiss): number {
  return changes.reduce((sum, { type, before, after }) => {
    if (type !== 'changed' || typeof before !== typeof after) return sum + 2;
    return sum + (areAlike(before, after) ? 0.1 : 1);
  }, 0);
}

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

function changeText({ type, path, before, after }: ValueChange): string {
  const place = path === '' ? 'the arguments' : path;
  if (type === 'added') return `${place} ${previewValue(after, 40)} was not recorded`;
  if (type === 'removed') return `${place} was recorded as ${previewValue(before, 40)} and is absent`;
  return `${place} was ${previewValue(before, 40)}, is ${previewValue(after, 40)}`;
}

function callText(command: string, args: unknown): string {
  return args === undefined ? command : `${command} ${previewValue(args, 100)}`;
}
