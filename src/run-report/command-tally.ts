import { callKind } from '../calls/call-kind.ts';
import { nameTemplate } from '../calls/new-values/volatile-parts.ts';
import { recordedCalls } from '../calls/recorded-call.ts';
import { isOfFramework } from '../calls/runtime-of.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { outcomeWord } from '../views/call-item.ts';
import type { CommandFact, CommandTimes } from './run-facts.ts';

/** Counts the calls of each command over the sessions of a run. Framework calls are left out; ids and numbers in names are one. */
export class CommandTally {
  private readonly commands = new Map<string, Tally>();
  calls = 0;

  /** @param test the title of the session's test; absent where it is of none. */
  add(session: RecordedSession, test: string | undefined): void {
    for (const { call } of recordedCalls(session)) {
      if (callKind(call) !== 'invoke' || isOfFramework(call)) continue;
      const tally = this.tallyOf(nameTemplate(call.command));
      const outcome = outcomeWord(call);
      this.calls += 1;
      tally.calls += 1;
      if (outcome === 'failed') tally.failed += 1;
      if (outcome === 'pending') tally.pending += 1;
      if (test !== undefined) tally.tests.add(test);
      const ms = call.duration_us === undefined ? call.duration_ms : call.duration_us / 1000;
      if (ms !== null && tally.durations.length < MAX_DURATIONS) tally.durations.push(ms);
    }
  }

  has(command: string): boolean {
    return this.commands.has(command);
  }

  /** The commands, those with the most trouble first. @param earlier the tally of an earlier run. */
  facts(earlier?: CommandTally): CommandFact[] {
    return [...this.commands]
      .map(([command, { durations, tests, ...counts }]) => ({
        ...{ command, ...counts, tests: [...tests].sort() },
        ...defined({ times: timesOf(durations), earlier: earlier?.timesOf(command) }),
      }))
      .sort(byTrouble);
  }

  private timesOf(command: string): CommandTimes | undefined {
    return timesOf(this.commands.get(command)?.durations ?? []);
  }

  private tallyOf(command: string): Tally {
    let tally = this.commands.get(command);
    if (tally === undefined) {
      tally = { calls: 0, failed: 0, pending: 0, tests: new Set(), durations: [] };
      this.commands.set(command, tally);
    }
    return tally;
  }
}

interface Tally {
  calls: number;
  failed: number;
  pending: number;
  tests: Set<string>;
  /** Milliseconds. */
  durations: number[];
}

/** Durations of a command that are kept, for its median. */
const MAX_DURATIONS = 10_000;

function timesOf(durations: readonly number[]): CommandTimes | undefined {
  if (durations.length === 0) return undefined;
  const sorted = [...durations].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
}

function byTrouble(one: CommandFact, other: CommandFact): number {
  return (
    other.failed + other.pending - one.failed - one.pending ||
    other.calls - one.calls ||
    (one.command < other.command ? -1 : 1)
  );
}
