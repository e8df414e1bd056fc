import type { RecordedCall } from '../../../calls/recorded-call.ts';
import { ddmin } from '../../../replay/minimize/ddmin.ts';
import type { Deviation } from '../../../replay/transplant/deviation.ts';
import { transplant } from '../../../replay/transplant/transplant.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { defined } from '../../../std/defined.ts';
import { findCauses } from '../../../triage/causes/find-causes.ts';
import { nameOf } from '../../../triage/causes/make-cause.ts';
import type { Confidence, FaultPlace } from '../../../triage/causes/verdict.ts';
import { addTrafficOf } from '../add-traffic-of.ts';
import { askedOtherwise } from './asked-otherwise.ts';
import { withCutOffAnswers } from './cut-off-answers.ts';
import {
  type Experiment,
  type ExperimentOptions,
  type ExperimentOutcome,
  Experiments,
  SearchEnded,
} from './experiments.ts';
import { type Explanation, notReproduced, REASONS, whereOf } from './explanation.ts';
import { type Compared, findDeviations, partsOf } from './find-deviations.ts';
import { makeUpPass } from './make-up-pass.ts';

/**
 * Finds out by experiment why a test failed: replays it with parts of what its backend did replaced by what the backend of a pass did.
 *
 * @param passed the session of a pass of the same test; without one, order and failed answers are repaired by what the failure itself has.
 */
export async function explainFailure(
  failed: RecordedSession,
  passed: RecordedSession | undefined,
  options: ExperimentOptions,
): Promise<Explanation> {
  const search = new Search(failed, passed, new Experiments(options));
  try {
    return await search.run();
  } catch (error) {
    if (!(error instanceof SearchEnded)) throw error;
    return { ...search.tell('cannot tell', 'cannot tell', REASONS.unfinished), isUnfinished: true };
  }
}

/** Causes that the calls themselves suggest, which are tried alone before the search by halves begins. */
const MAX_GUESSES = 2;

/** Calls that are named in a reason. */
const MAX_NAMED = 3;

/** Parts of an answer that are told apart: more are told as the answer. */
const MAX_PARTS = 64;

/** A replay that is to end in one way whenever it is run. */
interface Claim {
  what: string;
  session: RecordedSession;
  outcome: ExperimentOutcome;
}

class Search {
  private readonly experiments: Experiments;
  private readonly recorded: RecordedSession;
  private readonly given: RecordedSession | undefined;
  /** Each answers what the other one's test has asked for, too. */
  private readonly failed: RecordedSession;
  private passed: RecordedSession | undefined;
  private compared: Compared | undefined;

  constructor(failed: RecordedSession, passed: RecordedSession | undefined, experiments: Experiments) {
    this.experiments = experiments;
    this.recorded = failed;
    this.given = passed;
    // A push that only one of them has is what is to be found out about.
    const withTraffic = (one: RecordedSession, other: RecordedSession) =>
      addTrafficOf(one, other, { reads: 'bring-nothing' }).session;
    // The failed test is run with either session, and judged by its recorded error.
    this.passed = passed && { ...withTraffic(passed, failed), ...defined({ test: failed.test }) };
    this.failed = this.passed ? withCutOffAnswers(withTraffic(failed, passed as RecordedSession), this.passed) : failed;
  }

  async run(): Promise<Explanation> {
    const first = await this.reproduce();
    if (first.outcome !== 'fails-alike') return this.cannotTell(notReproduced(first));
    if (this.given !== undefined) {
      const end = await this.seePass(this.given);
      if (end !== undefined) return end;
    }
    const compared = this.compare();
    if (compared.deviations.length === 0)
      return this.cannotTell(REASONS[this.given ? 'nothing-differs' : 'nothing-to-repair']);
    const repair = await this.smallestRepair(compared);
    if (this.given === undefined)
      return repair ? await this.confirmAlone(repair, compared) : this.cannotTell(REASONS['not-mended']);
    // A failed run has not come to what follows: where it fails later then, the pass tells.
    const cause = repair ?? (await this.smallestInjection(compared));
    return cause ? await this.confirm(cause, compared) : this.cannotTell(REASONS['not-repaired']);
  }

  tell(confidence: Confidence, where: FaultPlace, reason: string, causes: readonly Deviation[] = []): Explanation {
    const { deviations = [], left = 0 } = this.compared ?? {};
    return {
      ...{ confidence, where, reason },
      causes: causes.map((one) => ({
        ...{ kind: one.kind, command: one.command, text: one.text },
        calls: this.numbersOf(one),
      })),
      replays: this.experiments.all,
      deviations: { of: deviations.length + left, left },
    };
  }

  private cannotTell(reason: string): Explanation {
    return this.tell('cannot tell', 'cannot tell', reason);
  }

  /** Fails the test as recorded; where it does not with the answers in their order, with the time that each took. */
  private async reproduce(): Promise<Experiment> {
    const inOrder = await this.experiments.run('as recorded', this.failed);
    if (inOrder.outcome !== 'passes' && inOrder.outcome !== 'fails-otherwise') return inOrder;
    this.experiments.timing = 'recorded';
    const inTime = await this.experiments.run('as recorded, each answer after the time it took', this.failed);
    return inTime.outcome === 'fails-alike' ? inTime : inOrder;
  }

  /** Sees whether the pass passes; else there is no more to find out. */
  private async seePass(given: RecordedSession): Promise<Explanation | undefined> {
    const whole = await this.experiments.run('the pass', this.passed ?? given);
    if (whole.outcome === 'passes') return undefined;
    if (whole.outcome !== 'fails-alike') return this.cannotTell(REASONS['no-pass']);
    // What the failure has asked for was added to it, and may have brought the fault along.
    const alone = { ...given, ...defined({ test: this.recorded.test }) };
    const claims: Claim[] = [
      { what: 'the pass, with nothing of the failure', session: alone, outcome: 'fails-alike' },
      { what: 'as recorded', session: this.failed, outcome: 'fails-alike' },
    ];
    const { outcome, missed } = await this.experiments.run('the pass, with nothing of the failure', alone);
    if (outcome === 'passes') {
      this.passed = alone;
      return undefined;
    }
    if (outcome === 'fails-alike' && missed === 0) {
      if ((await this.runAgain(claims)) === undefined) return this.cannotTell(REASONS.chance);
      return this.tell('likely', 'frontend', REASONS['not-the-backend']);
    }
    const asked = addTrafficOf(given, this.recorded).added.map(({ command }) => command);
    return this.cannotTell(`${REASONS['asked-more']} ${[...new Set(asked)].slice(0, MAX_NAMED).join(', ')}.`);
  }

  private compare(): Compared {
    const withDelays = this.experiments.timing === 'recorded';
    this.compared = this.passed ? findDeviations(this.failed, this.passed, withDelays) : makeUpPass(this.failed);
    return this.compared;
  }

  /** Returns the deviations that must all be repaired for the test to pass; undefined when all there are do not do. */
  private async smallestRepair(compared: Compared): Promise<Deviation[] | undefined> {
    const like = this.given === undefined ? 'repaired' : 'as in the pass';
    return await this.smallest(compared, async (some) => {
      const repaired = transplant(compared, 'failed', some);
      return (await this.experiments.run(`with ${namesOf(some)} ${like}`, repaired)).outcome === 'passes';
    });
  }

  /** Returns the deviations that must all be put into the pass for it to fail alike; undefined when all there are do not do. */
  private async smallestInjection(compared: Compared): Promise<Deviation[] | undefined> {
    return await this.smallest(compared, async (some) => {
      const what = `the pass, with ${namesOf(some)} as in the failure`;
      return (await this.experiments.run(what, transplant(compared, 'passed', some))).outcome === 'fails-alike';
    });
  }

  /** Finds as few deviations as will do: those that the calls suggest alone, else by halves; of one answer the part that decides. */
  private async smallest(
    compared: Compared,
    does: (some: readonly Deviation[]) => Promise<boolean>,
  ): Promise<Deviation[] | undefined> {
    const { deviations } = compared;
    const doesAny = async (some: readonly Deviation[]) => some.length > 0 && (await does(some));
    const least = async (all: readonly Deviation[]) =>
      (await ddmin(all, doesAny, { nameOf: (one) => String(all.indexOf(one)) })).items;
    let found: Deviation[] | undefined;
    for (const guess of this.guesses(deviations)) if (found === undefined && (await does([guess]))) found = [guess];
    if (found === undefined && (await does(deviations))) found = await least(deviations);
    const parts = found?.length === 1 ? partsOf(compared, found[0] as Deviation) : [];
    return parts.length > 1 && parts.length <= MAX_PARTS ? await least(parts) : found;
  }

  /** The deviations that the calls suggest, the likeliest first. */
  private guesses(deviations: readonly Deviation[]): Deviation[] {
    if (deviations.length < 2) return [];
    const { causes } = findCauses(this.recorded, this.given ? { baselines: [this.given] } : {});
    const suspected = causes.flatMap(({ kind, calls, command }) => {
      const isMeant = (one: Deviation) => this.numbersOf(one).some((number) => calls.includes(number));
      const isOrder = kind === 'answer-overtook';
      return (
        deviations.find((one) => (one.kind === 'order') === isOrder && isMeant(one)) ??
        deviations.find(isMeant) ??
        deviations.find((one) => calls.length === 0 && one.command === command) ??
        []
      );
    });
    return [...new Set(suspected)].slice(0, MAX_GUESSES);
  }

  /** Sees whether the cause brings the failure about where all else is as in the pass, and whether all that happens each time. */
  private async confirm(cause: Deviation[], compared: Compared): Promise<Explanation> {
    const where = whereOf(cause);
    const one = cause.length === 1 ? 'that alone is' : `these ${cause.length} are`;
    const [repaired, injected] = [transplant(compared, 'failed', cause), transplant(compared, 'passed', cause)];
    const mended = await this.experiments.run('with that as in the pass', repaired);
    if (mended.outcome !== 'passes' && mended.outcome !== 'fails-otherwise')
      return this.cannotTell(REASONS['not-repaired']);
    const passes =
      mended.outcome === 'passes'
        ? `The test passes when ${one} as in the pass`
        : `The test no longer fails alike when ${one} as in the pass (it fails otherwise: the failed run had not come to all that follows)`;
    const what = 'the pass, with that as in the failure';
    const { outcome } = await this.experiments.run(what, injected);
    const claims: Claim[] = [
      { what: 'as recorded', session: this.failed, outcome: 'fails-alike' },
      { what: 'the pass', session: this.passed as RecordedSession, outcome: 'passes' },
      { what: 'with that as in the pass', session: repaired, outcome: mended.outcome },
      ...(outcome === 'fails-alike' ? [{ what, session: injected, outcome }] : []),
    ];
    const evidence = await this.runAgain(claims);
    if (evidence === undefined) return this.cannotTell(REASONS.chance);
    if (outcome !== 'fails-alike') {
      const other = 'the pass does not fail alike when it is as in the failure';
      return this.tell('likely', where, `${passes}; ${other}.`, cause);
    }
    const asked = this.askedBefore(cause).map(({ index, call }) => `${nameOf(call)} (#${index})`);
    if (asked.length > 0) {
      const but = 'but before that the frontend asked for something else than in the pass, from which it may follow';
      return this.tell('likely', 'frontend', `${passes}; ${but}: ${asked.slice(0, MAX_NAMED).join(', ')}.`, cause);
    }
    if (!isClean(evidence)) {
      const other = 'in a replay a call was asked for that is in neither session';
      return this.tell('likely', where, `${passes}; ${other}.`, cause);
    }
    return this.tell('proved', where, `${passes}, and the pass fails alike when ${one} as in the failure.`, cause);
  }

  /** Without a pass: an order of answers is proved by that the test fails with the one, and passes with the other, each time. */
  private async confirmAlone(cause: Deviation[], compared: Compared): Promise<Explanation> {
    const repaired = transplant(compared, 'failed', cause);
    const claims: Claim[] = [
      { what: 'as recorded', session: this.failed, outcome: 'fails-alike' },
      { what: 'with that repaired', session: repaired, outcome: 'passes' },
    ];
    const evidence = await this.runAgain(claims);
    if (evidence === undefined) return this.cannotTell(REASONS.chance);
    if (cause.some(({ kind }) => kind !== 'order')) {
      const reason =
        'The test passes when that is repaired by what the session has elsewhere. A pass would say more: --baseline.';
      return this.tell('likely', whereOf(cause), reason, cause);
    }
    const one = cause.length === 1 ? 'that alone is' : `these ${cause.length} are`;
    const confidence = isClean(evidence) ? 'proved' : 'likely';
    return this.tell(confidence, whereOf(cause), `The test passes when ${one} repaired.`, cause);
  }

  /** Runs what a proof rests on once more; returns undefined where it ends otherwise, as a flaky test does now and then, whatever it is answered. */
  private async runAgain(claims: readonly Claim[]): Promise<Experiment[] | undefined> {
    const evidence: Experiment[] = [];
    for (const { what, session, outcome } of claims) {
      const first = await this.experiments.run(what, session);
      const again = await this.experiments.run(`${what}, once more`, session, true);
      if (again.outcome !== outcome) return undefined;
      evidence.push(first, again);
    }
    return evidence;
  }

  /** What the frontend asked for otherwise than in the pass before a cause: the cause may follow from that. */
  private askedBefore(cause: readonly Deviation[]): RecordedCall[] {
    if (this.given === undefined) return [];
    const place = Math.min(...cause.flatMap((one) => this.numbersOf(one)));
    return askedOtherwise(this.recorded, this.given).filter(({ index }) => index < place);
  }

  /** The numbers that the calls of a deviation have in the session as it was given. */
  private numbersOf(deviation: Deviation): number[] {
    const ids = new Set(failedIds(deviation));
    return this.recorded.events.flatMap(({ index, event }) =>
      event.type === 'Ipc' && ids.has(event.id) ? [index] : [],
    );
  }
}

/** Whether all that was asked for was in a session: what comes of a call that is not there proves nothing. */
function isClean(evidence: readonly Experiment[]): boolean {
  return evidence.every(({ missed }) => missed === 0);
}

function namesOf(deviations: readonly Deviation[]): string {
  return deviations.length === 1 ? `"${deviations[0]?.text}"` : `${deviations.length} deviations`;
}

/** The ids of the calls of a deviation in the failure. */
function failedIds(deviation: Deviation): (string | undefined)[] {
  if (deviation.kind === 'order') return [deviation.call, ...deviation.others].map(({ failed }) => failed);
  if (deviation.kind === 'listener') return [...deviation.pushes.failed, deviation.listen.failed];
  return [deviation.kind === 'push' ? deviation.push.failed : deviation.call.failed];
}
