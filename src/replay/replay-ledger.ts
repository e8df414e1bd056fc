import { callKind } from '../calls/call-kind.ts';
import { CommandCounts } from './command-counts.ts';
import type { Match } from './matching/matcher.ts';
import type { MissedCall } from './matching/stub-answer.ts';
import { MockDifferences } from './mock-differences.ts';
import type { StubReport } from './stub-report.ts';

/** Counts what becomes of the calls of a replay. */
export class ReplayLedger {
  /** The places at which a mock that goes on beside the session answers otherwise. */
  readonly mockDifferences = new MockDifferences();
  private readonly counts = { answered: 0, repeated: 0, shifted: 0, pending: 0 };
  private readonly misses: StubReport['missed'] = [];
  private readonly past = new CommandCounts();
  private leftToApp = 0;
  private notWhole = 0;

  /** The recording has answered a call. */
  answered({ found: { call }, repeated, shifted }: Match): void {
    this.counts.answered++;
    if (repeated) this.counts.repeated++;
    if (shifted) this.counts.shifted++;
    if (call.result === 'Pending' && callKind(call) === 'invoke') this.counts.pending++;
  }

  /** The recording has no answer to a call. */
  missed(miss: StubReport['missed'][number]): void {
    this.misses.push(miss);
  }

  /** A call or a push is not given: the recording has it in part only. */
  refused({ command, args }: { command: string; args?: unknown }, message: string): MissedCall {
    this.notWhole++;
    this.misses.push({ command, args, message });
    return { kind: 'miss', message, nearest: [] };
  }

  /** A call was left to the app itself. */
  passedToApp(command: string): void {
    this.leftToApp++;
    this.wentPast(command);
  }

  /** A call went to the suite's own backend: the report names it. */
  wentPast(command: string): void {
    this.past.add(command);
  }

  /** Returns its part of the report. */
  describe(): Omit<StubReport, 'unused' | 'faults' | 'swapped'> {
    const mockDiffers = this.mockDifferences.list();
    const past = this.past.list();
    return {
      ...this.counts,
      ...(this.leftToApp > 0 ? { leftToApp: this.leftToApp } : {}),
      ...(past.length > 0 ? { past } : {}),
      ...(mockDiffers.length > 0 ? { mockDiffers } : {}),
      ...(this.notWhole > 0 ? { notWhole: this.notWhole } : {}),
      missed: [...this.misses],
    };
  }
}
