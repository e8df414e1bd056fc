import { firstLine } from '../../../std/first-line.ts';
import { escapeText, escapeToFit, stripAnsi } from '../../../std/printable-text.ts';
import { counted } from '../../../std/readable-numbers.ts';
import type { FailureOutcome, FixedReplay, VerifiedFix } from './verify-fix.ts';

/** Writes whether a fix is verified, and if not, why. */
export function renderVerified({ verified, failure, passes }: VerifiedFix): string {
  const { outcome, added, replay } = failure;
  const lines = [verified ? 'Verified.' : 'Not verified.', '', `The failure: ${OUTCOMES[outcome]}`];
  const why = outcome === 'gone' ? undefined : firstLine(stripAnsi(replay.replayed.error ?? '')) || replay.reason;
  if (why !== undefined) lines.push(`    ${escapeToFit(why, 200)}`);
  if (outcome === 'still-there') lines.push(`    ${RECORDED_ANSWERS}`);
  if (added.length > 0)
    lines.push(
      `    ${counted(added.length, 'call')} that the failed run had not made: answered as in a pass of the test.`,
    );
  lines.push(...missLines(failure));
  const passing = passes.filter((one) => one.passes).length;
  lines.push('', passes.length === 0 ? NO_PASSES : `The passes: ${passing} of ${passes.length} still pass.`);
  for (const pass of passes) {
    if (!pass.passes)
      lines.push(
        `    ✗ ${escapeToFit(pass.title, 110)}`,
        `      ${escapeToFit(pass.replay.reason ?? pass.replay.verdict, 200)}`,
      );
    else if (pass.unexplained.length > 0) lines.push(`    ! ${escapeToFit(pass.title, 110)}`);
    lines.push(...missLines(pass));
  }
  if (verified) lines.push('', WAS_RED);
  return lines.join('\n');
}

const OUTCOMES: Record<FailureOutcome, string> = {
  gone: 'gone. The test passes on what was recorded when it failed.',
  'still-there': 'still there. The test fails as recorded.',
  'fails-otherwise': 'the test still fails, and otherwise than recorded.',
  'cannot-tell': 'cannot tell.',
};

const RECORDED_ANSWERS =
  'The backend is not in this replay: where it was at fault, the fault is in the recorded answers. Ask it itself: ipc-recorder replay <session> --target <module>.';

const NO_PASSES = 'No pass was given (--pass): whether the fix breaks what worked is not known.';

const WAS_RED =
  'It says as much as the replay said before the fix: without the fix, ipc-recorder replay <session> must say "Reproduced".';

const MAX_MISSES = 5;

function missLines({ explained, unexplained }: FixedReplay): string[] {
  const lines: string[] = [];
  for (const [misses, what] of [
    [
      unexplained,
      'asks for what was not recorded, and the fix does not explain it (--changed <command> says that it does)',
    ],
    [explained, 'asks for what was not recorded, as the fix explains'],
  ] as const) {
    if (misses.length === 0) continue;
    lines.push(`    It ${what}:`);
    for (const { message } of misses.slice(0, MAX_MISSES)) lines.push(`      ${escapeText(firstLine(message))}`);
    if (misses.length > MAX_MISSES) lines.push(`      … and ${misses.length - MAX_MISSES} more`);
  }
  return lines;
}
