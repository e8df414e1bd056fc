import type { ReplayOptions } from '../../../replay/replay-options.ts';
import { withoutUnheard } from '../../../replay/transplant/unheard-pushes.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { serializeSession } from '../../../session/format/serialize-session.ts';
import { defined } from '../../../std/defined.ts';
import type { StubReplay } from '../judge/judge-result.ts';

/** A replay of the failed test with a session that was changed, and what came of it. */
export interface Experiment {
  /** The session that answered, in words. */
  what: string;
  outcome: ExperimentOutcome;
  /** Calls that the session had no answer to. */
  missed: number;
  /** Why it did not run, or how it failed otherwise; absent else. */
  reason?: string;
}

/** `fails-alike`: by the recorded error. `cannot-tell`: it did not run, or asked for none of the recorded calls. */
export type ExperimentOutcome = 'fails-alike' | 'passes' | 'fails-otherwise' | 'cannot-tell';

/** The results of experiments, by what they are known by. Errors are not kept: they may hold what no file is to have. */
export type KnownExperiments = Map<string, Omit<Experiment, 'what' | 'reason'>>;

export interface ExperimentOptions {
  /** Runs the failed test with a session in the backend's place. */
  replay: (session: RecordedSession, timing: Timing) => Promise<StubReplay>;
  /** Results of an earlier search that was stopped; new ones are added. */
  known: KnownExperiments;
  /** Called before each replay. */
  onRun: (what: string) => void;
  /** Ends the search with what was found, and what runs. */
  stop: AbortSignal;
  /** Asked before each replay whether the time is over. */
  isOver: () => boolean;
}

export type Timing = NonNullable<ReplayOptions['timing']>;

/** Thrown where an experiment is to begin and the search is to end. */
export class SearchEnded extends Error {}

/** Replays a failed test with changed sessions, each once, and keeps what came of it. */
export class Experiments {
  private readonly done = new Map<string, Experiment>();
  timing: Timing = 'in-order';
  private readonly options: ExperimentOptions;

  constructor(options: ExperimentOptions) {
    this.options = options;
  }

  /** The experiments that were run, in their order. */
  get all(): Experiment[] {
    return [...this.done.values()];
  }

  /** @param isAgain whether the same was run before, and is to be run once more. @throws {SearchEnded} */
  async run(what: string, recorded: RecordedSession, isAgain = false): Promise<Experiment> {
    const session = withoutUnheard(recorded);
    const { replay, known, onRun, stop, isOver } = this.options;
    const key = `${this.timing} ${isAgain ? 'again ' : ''}${serializeSession(session)}`;
    let result: Omit<Experiment, 'what'> | undefined = known.get(key);
    if (result === undefined) {
      if (stop.aborted || isOver()) throw new SearchEnded();
      onRun(what);
      result = resultOf(await replay(session, this.timing));
      // A replay that was interrupted says nothing.
      if (stop.aborted) throw new SearchEnded();
      known.set(key, { outcome: result.outcome, missed: result.missed });
    }
    const experiment = this.done.get(key) ?? { what, ...result };
    this.done.set(key, experiment);
    return experiment;
  }
}

function resultOf({ verdict, replayed, stub, reason }: StubReplay): Omit<Experiment, 'what'> {
  const missed = stub?.missed.length ?? 0;
  const outcome = OUTCOMES[verdict];
  const why = outcome === 'fails-otherwise' || outcome === 'cannot-tell' ? (reason ?? replayed.error) : undefined;
  return { outcome, missed, ...defined({ reason: why }) };
}

const OUTCOMES: Record<StubReplay['verdict'], ExperimentOutcome> = {
  reproduced: 'fails-alike',
  'different-failure': 'fails-otherwise',
  failed: 'fails-otherwise',
  passed: 'passes',
  same: 'passes',
  unanswered: 'cannot-tell',
  'not-run': 'cannot-tell',
};
