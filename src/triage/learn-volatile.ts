import type { IgnoredArgs } from '../calls/same-call/call-rules.ts';
import { diffAsked } from '../calls/same-call/diff-asked.ts';
import { diffValues, type ValueChange } from '../session/codec/diff-values.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { type AlignedCall, alignSessions } from './align-sessions.ts';
import { reconcileCalls } from './reconcile-calls.ts';
import { VolatileIds } from './volatile-ids.ts';

/**
 * Learns from two recordings of a test which arguments are new in every run, whatever they look like: those that differ in each pair of calls that are one and
 * have the same answer, but for what repeats them. An argument that is the same in one pair says what is asked, and is none.
 *
 * @returns paths by command, as the option `ignore` of a replay has them. A name with a `*` in it is left out: there it would stand for any text.
 */
export function learnVolatile(first: RecordedSession, second: RecordedSession): IgnoredArgs {
  const ids = new VolatileIds(first, second);
  const learnt = new Map<string, Map<string, 'differs' | 'same'>>();
  for (const pair of reconcileCalls(alignSessions(first, second, ids))) {
    if (pair.first === undefined || pair.second === undefined) continue;
    const { command } = pair.first.call;
    if (pair.second.call.command !== command) continue;
    const paths = learnt.get(command) ?? new Map<string, 'differs' | 'same'>();
    learnt.set(command, paths);
    for (const [path, how] of comparePaths(pair.first, pair.second, ids))
      if (paths.get(path) !== 'same') paths.set(path, how);
  }
  const found = [...learnt].map(([command, paths]): [string, string[]] => [
    command,
    [...paths].flatMap(([path, how]) => (how === 'differs' ? [path] : [])),
  ]);
  return Object.fromEntries(found.filter(([command, paths]) => paths.length > 0 && !command.includes('*')));
}

/** The leaves of the arguments of two calls, and whether they differ there. Ids and times, which a replay binds by itself, are none. */
function comparePaths(first: AlignedCall, second: AlignedCall, ids: VolatileIds): [string, 'differs' | 'same'][] {
  const moments = ids.momentsOf(first, second);
  const isOther = (change: ValueChange) => !ids.isVolatile(change, moments);
  const changes = diffAsked(first.call, second.call).filter(isOther);
  const isSame = hasSameAnswer(first, second, changes, isOther);
  const differs = new Set(changes.flatMap(({ path }) => general(path)));
  const leaves = diffValues(first.call.args, emptied(first.call.args)).flatMap(({ path }) => general(path));
  return [
    ...leaves.filter((path) => !differs.has(path)).map((path): [string, 'same'] => [path, 'same']),
    ...[...differs].map((path): [string, 'differs' | 'same'] => [path, isSame ? 'differs' : 'same']),
  ];
}

function hasSameAnswer(
  { call: one }: AlignedCall,
  { call: other }: AlignedCall,
  asked: readonly ValueChange[],
  isOther: (change: ValueChange) => boolean,
): boolean {
  const isRepeated = ({ before, after }: ValueChange) =>
    asked.some((change) => typeof before === 'string' && change.before === before && change.after === after);
  return diffValues([one.result, one.error], [other.result, other.error]).every(
    (change) => isRepeated(change) || !isOther(change),
  );
}

/** A path that stands for the same place of each item of a list; none where a key has a `*`. */
const general = (path: string) => (path.includes('*') ? [] : [path.replace(/\[\d+\]/g, '[*]')]);

/** A value with another one in the place of each that is no list and no object: all of them differ. */
function emptied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value === EMPTY ? undefined : EMPTY;
  if (Array.isArray(value)) return value.map(emptied);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, emptied(item)]));
}

/** A value that no argument has. */
const EMPTY = '\u0000';
