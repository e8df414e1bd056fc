import { fenceAround } from '../../../std/fenced.ts';
import { firstLine } from '../../../std/first-line.ts';
import { escapeText, escapeToFit, stripAnsi } from '../../../std/printable-text.ts';
import { counted } from '../../../std/readable-numbers.ts';
import type { FailureOutcome, FixedReplay, VerifiedFix } from './verify-fix.ts';

/** Writes whether a fix is verified, and if not, why: first the verdict, then, in a fence, what errors, titles and calls say of it. */
export function renderVerified({ verified, failure, passes }: VerifiedFix): string {
  const { outcome, added } = failure;
  const lines = [`The failure: ${OUTCOMES[outcome]}`];
  if (outcome === 'still-there') lines.push(`    ${RECORDED_ANSWERS}`);
  if (added.length > 0)
    lines.push(
      `    ${counted(added.length, 'call')} that the failed run had not made: answered as in a pass of the test.`,
    );
  const passing = passes.filter((one) => one.passes).length;
  lines.push('', passes.length === 0 ? NO_PASSES : `The passes: ${passing} of ${passes.length} still pass.`);
  const recorded = [...failureLines(failure), ...passes.flatMap(passLines)];
  return [
    verified ? 'Verified.' : 'Not verified.',
    lines.join('\n'),
    ...(recorded.length === 0 ? [] : [fenceAround(recorded.join('\n'), { label: 'replays' })]),
    ...(verified ? [WAS_RED] : []),
  ].join('\n\n');
}

function failureLines(failure: VerifiedFix['failure']): string[] {
  const { outcome, replay } = failure;
  const why = outcome === 'gone' ? undefined : firstLine(stripAnsi(replay.replayed.error ?? '')) || replay.reason;
  const lines = [...(why === undefined ? [] : [`    ${escapeToFit(why, 200)}`]), ...missLines(failure)];
  return lines.length === 0 ? [] : ['The failure:', ...lines];
}

function passLines(pass: VerifiedFix['passes'][number]): string[] {
  const title = escapeToFit(pass.title, 110);
  const { reason, verdict } = pass.replay;
  if (!pass.passes) return [`✗ ${title}`, `    ${escapeToFit(reason ?? verdict, 200)}`, ...missLines(pass)];
  return [...(pass.unexplained.length > 0 ? [`! ${title}`] : []), ...missLines(pass)];
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
