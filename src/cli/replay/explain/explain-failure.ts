import { ddmin } from '../../../replay/minimize/ddmin.ts';
import type { Deviation } from '../../../replay/transplant/deviation.ts';
import { transplant } from '../../../replay/transplant/transplant.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { defined } from '../../../std/defined.ts';
import { findCauses } from '../../../triage/causes/find-causes.ts';
import type { Confidence, FaultPlace } from '../../../triage/causes/verdict.ts';
import { addTrafficOf } from '../add-traffic-of.ts';
import { type Experiment, type ExperimentOptions, Experiments, SearchEnded } from './experiments.ts';
import { type Compared, findDeviations, partsOf } from './find-deviations.ts';
import { makeUpPass } from './make-up-pass.ts';

/** What replays tell of the cause of a failure. */
export interface Explanation {
  /**
   * `proved`: the test passes when the causes alone are as in the pass, and the pass fails alike when they alone are as in the failure. `likely`: the first
   * alone was seen.
   */
  confidence: Confidence;
  where: FaultPlace;
  /** Why that is said, in one sentence. */
  reason: string;
  /** In what the backend behaved otherwise, so that the test fails; all of them together where there are several. */
  causes: ExplainedCause[];
  /** The replays, in their order. */
  replays: Experiment[];
  /** Respects in which the backend behaved otherwise than in the pass, and those that were left out since there are too many. */
  deviations: { of: number; left: number };
  /** True when it was interrupted, or the time was over: the same command goes on from there. Absent otherwise. */
  isUnfinished?: true;
}

export interface ExplainedCause {
  kind: Deviation['kind'];
  command: string;
  text: string;
  /** Numbers of events of the failed session; empty where the fault is that nothing came. */
  calls: number[];
}

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
    const reason = 'The search was not finished.';
    return { ...search.tell('cannot tell', 'cannot tell', reason), isUnfinished: true };
  }
}

/** Causes that the calls themselves suggest, which are tried alone before the search by halves begins. */
const MAX_GUESSES = 2;

/** Parts of an answer that are told apart: more are told as the answer. */
const MAX_PARTS = 64;

class Search {
  private readonly experiments: Experiments;
  private readonly recorded: RecordedSession;
  private readonly given: RecordedSession | undefined;
  /** Each answers what the other one's test has asked for, too. */
  private readonly failed: RecordedSession;
  private readonly passed: RecordedSession | undefined;
  private compared: Compared | undefined;

  constructor(failed: RecordedSession, passed: RecordedSession | undefined, experiments: Experiments) {
    this.experiments = experiments;
    this.recorded = failed;
    this.given = passed;
    this.failed = passed === undefined ? failed : addTrafficOf(failed, passed).session;
    // It is the failed test that is run, and judged by its error.
    this.passed = passed && { ...addTrafficOf(passed, failed).session, ...defined({ test: failed.test }) };
  }

  async run(): Promise<Explanation> {
    const first = await this.reproduce();
    if (first.outcome !== 'fails-alike') return this.tell('cannot tell', 'cannot tell', notReproduced(first));
    const { passed } = this;
    const pass = passed && (await this.experiments.run('the pass', passed));
    if (pass?.outcome === 'fails-alike') {
      const isClean = this.isClean([first, pass]);
      return this.tell(isClean ? 'likely' : 'cannot tell', isClean ? 'frontend' : 'cannot tell', NOT_THE_BACKEND);
    }
    if (pass !== undefined && pass.outcome !== 'passes') {
      const reason = 'The pass does not pass when it is replayed, so nothing can be told from it.';
      return this.tell('cannot tell', 'cannot tell', reason);
    }
    const compared = this.compare();
    if (compared.deviations.length === 0)
      return this.tell('cannot tell', 'cannot tell', NOTHING_TO_TRY[pass ? 'pass' : 'none']);
    const cause = await this.smallestRepair(compared);
    if (cause === undefined) {
      const reason = `The test still fails ${pass ? 'when all of that is as in the pass' : 'with each of that repaired'}.`;
      return this.tell('cannot tell', 'cannot tell', reason);
    }
    return await this.confirm(cause, compared, pass === undefined ? [first] : [first, pass]);
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

  /** Fails the test as recorded; where the order of answers alone does not, with the time that each took. */
  private async reproduce(): Promise<Experiment> {
    const inOrder = await this.experiments.run('as recorded', this.failed);
    if (inOrder.outcome !== 'passes') return inOrder;
    this.experiments.timing = 'recorded';
    return await this.experiments.run('as recorded, each answer after the time it took', this.failed);
  }

  private compare(): Compared {
    const withDelays = this.experiments.timing === 'recorded';
    this.compared = this.passed ? findDeviations(this.failed, this.passed, withDelays) : makeUpPass(this.failed);
    return this.compared;
  }

  /** Returns the deviations without any of which the repair does not make the test pass; undefined when all of them together do not. */
  private async smallestRepair(compared: Compared): Promise<Deviation[] | undefined> {
    const { deviations } = compared;
    const like = this.given === undefined ? 'repaired' : 'as in the pass';
    const passes = async (some: readonly Deviation[]) => {
      if (some.length === 0) return false;
      const what = some.length === 1 ? `with "${some[0]?.text}" ${like}` : `with ${some.length} deviations ${like}`;
      return (await this.experiments.run(what, transplant(compared, 'failed', some))).outcome === 'passes';
    };
    const least = async (all: readonly Deviation[]) =>
      (await ddmin(all, passes, { nameOf: (one) => String(all.indexOf(one)) })).items;
    let found: Deviation[] | undefined;
    for (const guess of this.guesses(deviations)) if (found === undefined && (await passes([guess]))) found = [guess];
    if (found === undefined && (await passes(deviations))) found = await least(deviations);
    const parts = found?.length === 1 ? partsOf(compared, found[0] as Deviation) : [];
    // What is left of one answer is the part that decides.
    return parts.length > 1 && parts.length <= MAX_PARTS ? await least(parts) : found;
  }

  /** The deviations that the calls suggest, the likeliest first. */
  private guesses(deviations: readonly Deviation[]): Deviation[] {
    if (deviations.length < 2) return [];
    const { causes } = findCauses(this.recorded, this.given ? { baselines: [this.given] } : {});
    const suspected = causes.flatMap(({ calls, command }) => {
      const isMeant = (one: Deviation) => this.numbersOf(one).some((number) => calls.includes(number));
      return (
        deviations.find((one) => one.kind !== 'order' && isMeant(one)) ??
        deviations.find(isMeant) ??
        deviations.find((one) => calls.length === 0 && one.command === command) ??
        []
      );
    });
    return [...new Set(suspected)].slice(0, MAX_GUESSES);
  }

  /** Sees whether the cause brings the failure about where all else is as in the pass; without a pass, whether it did not pass by chance. */
  private async confirm(cause: Deviation[], compared: Compared, before: Experiment[]): Promise<Explanation> {
    const repaired = this.experiments.all.findLast(({ outcome }) => outcome === 'passes') as Experiment;
    const where = whereOf(cause);
    const isNone = this.given === undefined;
    if (cause.length === 0)
      return this.tell('cannot tell', 'cannot tell', 'The test fails, and passes, with the same answers.');
    if (isNone && cause.some(({ kind }) => kind !== 'order')) {
      const reason =
        'The test passes when that is repaired by what the session has elsewhere. A pass would say more: --baseline.';
      return this.tell('likely', where, reason, cause);
    }
    const again = isNone
      ? [
          await this.experiments.run('as recorded, once more', this.failed, true),
          await this.experiments.run('repaired, once more', transplant(compared, 'failed', cause), true),
        ]
      : [await this.experiments.run('the pass, with that as in the failure', transplant(compared, 'passed', cause))];
    const isSeen = again[0]?.outcome === 'fails-alike' && again[1]?.outcome !== 'fails-alike';
    const isProved = isSeen && this.isClean([...before, repaired, ...again]);
    const one = cause.length === 1 ? 'that alone is' : `these ${cause.length} are`;
    if (isNone) return this.tell(isProved ? 'proved' : 'likely', where, `The test passes when ${one} repaired.`, cause);
    const passes = `The test passes when ${one} as in the pass`;
    if (isProved)
      return this.tell('proved', where, `${passes}, and the pass fails alike when ${one} as in the failure.`, cause);
    const other = isSeen
      ? 'a call was asked for that is in neither session'
      : 'the pass does not fail alike when it is as in the failure';
    return this.tell('likely', where, `${passes}; ${other}.`, cause);
  }

  /** Whether all that was asked for was in a session: a failure because of a call that is not there proves nothing. */
  private isClean(experiments: readonly Experiment[]): boolean {
    return experiments.every(({ missed }) => missed === 0);
  }

  /** The numbers that the calls of a deviation have in the session as it was given. */
  private numbersOf(deviation: Deviation): number[] {
    const ids = idsOf(deviation);
    return this.recorded.events.flatMap(({ index, event }) =>
      event.type === 'Ipc' && ids.includes(event.id) ? [index] : [],
    );
  }
}

function idsOf(deviation: Deviation): (string | undefined)[] {
  if (deviation.kind === 'order') return [deviation.call, ...deviation.others].map(({ failed }) => failed);
  return [deviation.kind === 'push' ? deviation.push.failed : deviation.call.failed];
}

/** An order of answers is for the frontend to bear; all else the backend has done. */
function whereOf(causes: readonly Deviation[]): FaultPlace {
  return causes.every(({ kind }) => kind === 'order') ? 'frontend' : 'backend';
}

function notReproduced({ outcome, reason }: Experiment): string {
  if (outcome === 'passes')
    return 'The test passes on what was recorded when it failed: the code was changed since, or the failure does not come from the backend.';
  if (outcome === 'fails-otherwise') return `The test fails otherwise than recorded: ${reason ?? 'no error was told'}`;
  return `The test could not be replayed: ${reason ?? 'it asked for none of the recorded calls'}`;
}

const NOT_THE_BACKEND =
  'The test fails alike with all that the backend answered in the pass: the frontend is at fault or the test, or what they run on.';

const NOTHING_TO_TRY = {
  pass: 'The backend behaved as in the pass, as far as the sessions tell: what decides is not in them.',
  none: 'The failure has nothing that could be repaired without a pass: no answer that came late, failed or never came, with another of its command. Give one: --baseline.',
};
