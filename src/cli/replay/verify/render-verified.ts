import { fenceAround } from '../../../std/text/fenced.ts';
import { firstLine } from '../../../std/text/first-line.ts';
import { escapeText, escapeToFit, stripAnsi } from '../../../std/text/printable-text.ts';
import { counted } from '../../../std/text/readable-numbers.ts';
import type { FailureOutcome, FixedReplay, FixVerdict } from './judge-fix.ts';
import type { VerifiedFix } from './verify-fix.ts';

/** Writes whether a fix is verified, and if not, why. Errors, titles and calls of the recordings stand in a fence. */
export function renderVerified({ verdict, caveats, failure, passes }: VerifiedFix): string {
  const { outcome, added, replay } = failure;
  const lines = [VERDICTS[verdict], '', `The failure: ${OUTCOMES[outcome]}`];
  if (outcome === 'still-there') lines.push(RECORDED_ANSWERS);
  if (added.length > 0)
    lines.push(`${counted(added.length, 'call')} that the failed run had not made: answered as in a pass of the test.`);
  const passing = passes.filter((one) => one.passes).length;
  if (passes.length > 0) lines.push(`The passes: ${passing} of ${passes.length} still pass.`);
  const why = outcome === 'gone' ? undefined : firstLine(stripAnsi(replay.replayed.error ?? '')) || replay.reason;
  const recorded = [
    section('The failure:', [...(why === undefined ? [] : [`    ${escapeToFit(why, 200)}`]), ...detailLines(failure)]),
    section('The passes:', passes.flatMap(passLines)),
  ].filter((text) => text !== '');
  if (recorded.length > 0) lines.push('', fenceAround(recorded.join('\n\n'), { label: 'replays' }));
  if (caveats.length > 0) lines.push('', ...caveats.map(({ text }) => `- ${text}`));
  return lines.join('\n');
}

const VERDICTS: Record<FixVerdict, string> = {
  verified: 'Verified.',
  'not-verified': 'Not verified.',
  'cannot-tell': 'Cannot tell.',
};

const OUTCOMES: Record<FailureOutcome, string> = {
  gone: 'gone. The test passes on what was recorded when it failed.',
  'still-there': 'still there. The test fails as recorded.',
  'fails-otherwise': 'the test still fails, and otherwise than recorded.',
  'cannot-tell': 'cannot tell.',
};

const RECORDED_ANSWERS =
  'The backend is not in this replay: where it was at fault, the fault is in the recorded answers. Ask it itself: ipc-recorder replay <session> --target <module>.';

const MAX_MISSES = 5;

function section(title: string, lines: string[]): string {
  return lines.length === 0 ? '' : [title, ...lines].join('\n');
}

function passLines(pass: VerifiedFix['passes'][number]): string[] {
  const details = detailLines(pass);
  const title = escapeToFit(pass.title, 110);
  if (!pass.passes)
    return [`    ✗ ${title}`, `      ${escapeToFit(pass.replay.reason ?? pass.replay.verdict, 200)}`, ...details];
  return details.length === 0 ? [] : [`    ! ${title}`, ...details];
}

function detailLines({ explained, unexplained, replay: { fewerAssertions = [] } }: FixedReplay): string[] {
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
  if (fewerAssertions.length > 0)
    lines.push(`    It has fewer assertions than in the recording: ${escapeToFit(fewerAssertions.join(', '), 200)}`);
  return lines;
}
