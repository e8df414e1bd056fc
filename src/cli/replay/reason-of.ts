import type { StubReport } from '../../replay/stub-report.ts';
import { firstLine } from '../../std/text/first-line.ts';
import { stripAnsi } from '../../std/text/printable-text.ts';
import type { Divergence } from '../../triage/divergence.ts';
import type { ReplayVerdict, TestOutcome } from './judge-replay.ts';

/**
 * Says in a sentence why a replay has not ended as recorded: the first call without an answer and how the nearest one differs, else where it
 * parted from the recording, else the error. Undefined when it has.
 *
 * @param outside the first error outside of tests.
 * @param skipped the reason why the test was skipped, where it gave one.
 */
export function reasonOf(
  { same, verdict, stub, divergence, replayed }: Judged,
  { outside, skipped }: { outside?: string | undefined; skipped?: string | undefined } = {},
): string | undefined {
  if (same) return undefined;
  if (replayed.status === 'interrupted') return INTERRUPTED;
  const error = lineOf(replayed.error);
  if (verdict === 'not-run' && stub === undefined) {
    if (replayed.status === undefined) return lineOf(outside) ?? 'Playwright has not run the test.';
    if (replayed.status === 'skipped') return skippedText(skipped);
    // It may import the runner's own test past the recorder.
    if (replayed.status === 'passed') return 'The test passed without the recorder: the recording answered nothing.';
    return `The test ended before its first fixture: ${error ?? replayed.status}`;
  }
  const [missed] = stub?.missed ?? [];
  if (missed !== undefined) return missText(missed.message);
  if (verdict === 'not-run' && replayed.status === 'skipped') return skippedText(skipped);
  if (verdict === 'unanswered') return 'The recording was asked for none of its calls.';
  if (divergence !== undefined) return divergence.text;
  if (verdict === 'passed')
    return 'Every call went as recorded, and the test passes: its failure did not come from the backend.';
  return error ?? `The test ended as ${replayed.status ?? 'unknown'}, without an error.`;
}

/** Why a test that was stopped has not ended. */
export const INTERRUPTED = 'The run was interrupted.';

/** How a replay has ended. */
interface Judged {
  same: boolean;
  verdict: ReplayVerdict;
  replayed: TestOutcome;
  stub?: StubReport;
  divergence?: Divergence;
}

function skippedText(skipped: string | undefined): string {
  return `The test was skipped${skipped === undefined ? '.' : `: ${skipped}`}`;
}

/** Joins the first line of a miss with the one that says how the nearest recorded call differs. */
function missText(message: string): string {
  const lines = message.split('\n');
  const near = lines.find((line) => /^ {2}#\d+ /.test(line));
  return [lines[0], near?.trim()].filter(Boolean).join(' ');
}

const lineOf = (text: string | undefined) => firstLine(stripAnsi(text ?? '').trim()) || undefined;
