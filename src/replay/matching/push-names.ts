import { eventListenedFor } from '../../calls/event-commands.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { ToldIds } from './recorded-values.ts';
import type { ValueBindings, ValuePair } from './value-bindings.ts';

/**
 * Names of events with an id in them that the frontend makes up, such as `reply-<uuid>`: which event a window listens for in this run in the place of the
 * recorded one. Often a call has told the id before; else the listener alone tells it.
 */
export class PushNames {
  private readonly bindings: ValueBindings;
  private readonly told: ToldIds;
  /** The number of the event at which each name was listened for first. */
  private readonly listened = new Map<string, number>();

  constructor(traffic: readonly RecordedCall[], bindings: ValueBindings, told: ToldIds) {
    this.bindings = bindings;
    this.told = told;
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
    const known = this.bindings.toLive(command) as string;
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
        this.bindings.toLive(name) === name &&
        this.pairsOf(name, first.name, push) !== undefined,
    );
    if (rivals.length > 0) return known;
    this.bindings.bind(first.pairs);
    return first.name;
  }

  private pairsOf(recorded: string, live: string, { index, startUs }: RecordedCall): ValuePair[] | undefined {
    const asked = (command: string) => ({ command, args: undefined });
    const isMadeUp = (id: string, now: string) => !this.told.before(id, index) && !this.told.ever(now);
    return this.bindings.pairsOf(asked(recorded), asked(live), { isMadeUp, moments: { recorded: startUs / 1_000 } });
  }
}
