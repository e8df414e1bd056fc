import type { RecordedCall } from '../../calls/recorded-call.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';
import { counted } from '../../std/text/readable-numbers.ts';
import type { Case } from './case-of.ts';
import { FollowUps } from './follow-ups.ts';
import { generalPath, isPartial, type Leaf, leavesOf } from './leaves-of.ts';
import { nameOf, type Suspect, show } from './make-cause.ts';
import { hiding } from './rest-on-missing.ts';
import { answerOf } from './session-view.ts';
import { start } from './suspect-answers.ts';

/** Answers of a command from which its shape is learnt, at least and at most. */
const MIN_ANSWERS = 2;
const MAX_ANSWERS = 50;

/** Finds answers that lack a field that all others of their command have, and switches that are set otherwise. Only where there is no pass, which tells more. */
export function suspectShapes(given: Case): Suspect[] {
  const { view, passes, others } = given;
  if (passes.length > 0) return [];
  const followUps = new FollowUps(view.calls);
  const elsewhere = others.map((other) => ({ view: other, followUps: new FollowUps(other.calls) }));
  return [...view.byCommand].flatMap(([command, own]) => {
    const known = [...others.flatMap(({ byCommand }) => byCommand.get(command) ?? []), ...own]
      .filter(isWhole)
      .slice(0, MAX_ANSWERS);
    if (known.length <= MIN_ANSWERS) return [];
    const shape = new Shape(known);
    const isFollowed = () =>
      elsewhere.length > 0 &&
      elsewhere.every(({ view: { byCommand }, followUps: after }) =>
        (byCommand.get(command) ?? []).every((one) => after.after(one).length > 0),
      );
    return own.flatMap((one) => {
      if (!isWhole(one)) return [];
      const missing = shape.lacks(one);
      if (missing !== undefined) return [missingField(given, one, missing, shape.others(one))];
      const switched = shape.isSwitched(one);
      if (switched === undefined || followUps.after(one).length > 0) return [];
      // That no call follows its answer here says nothing where calls may be missing.
      return [switchedValue(one, switched, hiding(view, 'calls') === undefined && isFollowed())];
    });
  });
}

/** Whether all of an answer is there: one that was cut may have a field all the same. */
function isWhole(one: RecordedCall): boolean {
  const answer = answerOf(one);
  return answer !== undefined && !isPartial(answer.value);
}

/** The fields that answers of a command have, and their values. */
class Shape {
  private readonly known: ReadonlyMap<RecordedCall, ReadonlyMap<string, Leaf>>;
  /** How many answers have a field, and how often each value of a switch. */
  private readonly counts = new Map<string, number>();
  private readonly switches = new Map<string, Map<unknown, number>>();

  constructor(known: readonly RecordedCall[]) {
    this.known = new Map(known.map((one) => [one, leavesByPath(one)]));
    for (const leaves of this.known.values())
      for (const [path, { value }] of leaves) {
        this.counts.set(path, (this.counts.get(path) ?? 0) + 1);
        if (typeof value !== 'boolean') continue;
        const values = this.switches.get(path) ?? new Map<unknown, number>();
        this.switches.set(path, values.set(value, (values.get(value) ?? 0) + 1));
      }
  }

  /** Counts the answers beside one. */
  others(one: RecordedCall): number {
    return this.known.size - (this.known.has(one) ? 1 : 0);
  }

  /** A field that an answer lacks and all others have. */
  lacks(one: RecordedCall): string | undefined {
    const own = leavesByPath(one);
    const others = this.others(one);
    for (const [path, count] of this.counts)
      if (count === others && !own.has(path) && !isInEmptyList(path, own)) return path;
    return undefined;
  }

  /** A switch that an answer has one way and all others the other way. */
  isSwitched(one: RecordedCall): string | undefined {
    const own = leavesByPath(one);
    const others = this.others(one);
    for (const [path, values] of this.switches) {
      const value = own.get(path)?.value;
      if (typeof value === 'boolean' && values.get(!value) === others) return path;
    }
    return undefined;
  }
}

function missingField({ claim: { received } }: Case, one: RecordedCall, path: string, others: number): Suspect {
  const isShown = received !== undefined && (received === '' || /undefined|null|nan/.test(received));
  return {
    ...start('missing-field', one, []),
    path: `result.Ok.${path}`,
    isSupported: true,
    text: `${nameOf(one.call)} was answered without ${escapeToFit(path, 60)}, which ${others === 2 ? 'both other answers' : `all ${counted(others, 'other answer')}`} of it have.`,
    evidence: isShown ? [`The test found ${show(received)} on the page.`] : [],
  };
}

function switchedValue(one: RecordedCall, path: string, isFollowed: boolean): Suspect {
  const value = leavesByPath(one).get(path)?.value;
  return {
    ...start('wrong-value', one, []),
    path: `result.Ok.${path}`,
    isSupported: isFollowed,
    text: `${nameOf(one.call)} was answered with ${escapeToFit(path, 60)} ${show(value)}: all its other answers have ${show(!value)}.`,
    evidence: isFollowed ? ['Elsewhere a call follows its answer; here none does.'] : [],
  };
}

function leavesByPath(one: RecordedCall): Map<string, Leaf> {
  return new Map(leavesOf(answerOf(one)?.value).map((leaf) => [generalPath(leaf.path), leaf]));
}

/** Whether a path leads into a list that is empty here. */
function isInEmptyList(path: string, own: ReadonlyMap<string, Leaf>): boolean {
  const at = path.lastIndexOf('[]');
  if (at === -1) return false;
  const list = path.slice(0, at + 2);
  return ![...own.keys()].some((one) => one.startsWith(list));
}
