import { eventListenedFor } from '../../calls/event-commands.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { MatchContext } from './matcher.ts';
import { newValueRules } from './new-value-rules.ts';
import type { ValuePair } from './value-bindings.ts';

type PushContext = Pick<MatchContext, 'renames' | 'told' | 'pageTimeMs' | 'wasPinned'>;

/**
 * Names of events with an id in them that the frontend makes up, such as `reply-<uuid>`: which event a window listens for in this run in the place of the
 * recorded one. Often a call has told the id before; else the listener alone tells it.
 */
export class PushNames {
  private readonly context: PushContext;
  /** The number of the event at which each name was listened for first. */
  private readonly listened = new Map<string, number>();

  constructor(traffic: readonly RecordedCall[], context: PushContext) {
    this.context = context;
    for (const { call, index } of traffic) {
      const name = call.kind === 'push' ? undefined : eventListenedFor(call);
      if (name !== undefined && !this.listened.has(name)) this.listened.set(name, index);
    }
  }

  /**
   * The name that a recorded push has in this run. Where nothing has told it, a name that its window listens for, the recording has not, and no other
   * recorded one could stand for.
   *
   * @param heard the names that its window listens for now.
   */
  liveNameOf(push: RecordedCall, heard: readonly string[]): string {
    const { command } = push.call;
    const { renames } = this.context;
    const known = renames.toLive(command) as string;
    if (known !== command || heard.length === 0 || heard.includes(command)) return known;
    const found = heard.flatMap((name) => {
      const pairs = this.pairsOf(command, name, push);
      return pairs === undefined ? [] : [{ name, pairs }];
    });
    const [first] = found;
    if (first === undefined || found.some(({ name }) => name !== first.name)) return known;
    const rivals = [...this.listened].filter(
      ([name, index]) =>
        name !== command &&
        index < push.index &&
        renames.toLive(name) === name &&
        this.pairsOf(name, first.name, push) !== undefined,
    );
    if (rivals.length > 0) return known;
    renames.bind(first.pairs);
    return first.name;
  }

  private pairsOf(recorded: string, live: string, push: RecordedCall): ValuePair[] | undefined {
    const asked = (command: string) => ({ command, args: undefined });
    return this.context.renames.pairsOf(asked(recorded), asked(live), newValueRules(this.context, push));
  }
}
