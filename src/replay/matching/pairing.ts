import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { AskedCall } from '../../calls/same-call/call-key.ts';
import type { MatchContext } from './matcher.ts';
import { newValueRules } from './new-value-rules.ts';
import type { ValuePair } from './value-bindings.ts';

/** One question beside the recorded calls it may mean: which values of this run would stand for which recorded ones. */
export class Pairing {
  /** The question with every bound value as it was in the recording. */
  readonly asRecorded: AskedCall;
  private readonly live: AskedCall;
  private readonly question: AskedCall;
  private readonly context: MatchContext;
  private readonly isIgnored: ((path: string) => boolean) | undefined;

  constructor(question: AskedCall, context: MatchContext) {
    const { keys, renames } = context;
    const { command, args, options } = keys.asked(question);
    this.context = context;
    this.question = question;
    this.live = { command, args, options };
    this.asRecorded = {
      command: renames.toRecorded(command) as string,
      args: renames.toRecorded(args),
      options: renames.toRecorded(options),
    };
    this.isIgnored = keys.ignoredOf(command);
  }

  /** Whether some arguments may differ. */
  get ignores(): boolean {
    return this.isIgnored !== undefined;
  }

  /** Whether a recorded call differs from the question by nothing but values that are new in every run. */
  readonly canMean = (recorded: RecordedCall): boolean => this.pairsOf(recorded) !== undefined;

  /** Binds the values of the question to those of the call that it means. */
  bind(recorded: RecordedCall): void {
    const { renames, keys } = this.context;
    if (keys.normalizes) renames.bind(renames.leftOut(recorded.call, this.question));
    renames.bind(this.pairsOf(recorded) ?? []);
  }

  /** The values by which a call and the question differ; undefined when more does. */
  pairsOf(recorded: RecordedCall): ValuePair[] | undefined {
    const { keys, renames } = this.context;
    return renames.pairsOf(keys.asked(recorded.call), this.live, {
      isIgnored: this.isIgnored,
      ...newValueRules(this.context, recorded),
    });
  }

  /** Those of them that say which call is meant, and are not known to stand for each other. */
  unsureOf(recorded: RecordedCall): ValuePair[] {
    const { renames } = this.context;
    return (this.pairsOf(recorded) ?? []).filter((pair) => pair.saysWhich && !renames.isBound(pair));
  }

  /** The places at which a call and the question differ. */
  pathsOf(recorded: RecordedCall): string[] {
    return [...new Set((this.pairsOf(recorded) ?? []).map(({ path }) => path))];
  }
}
