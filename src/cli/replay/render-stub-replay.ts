import { faultText } from '../../replay/faults/parse-fault.ts';
import type { StubReport } from '../../replay/stub-report.ts';
import { escapeLines, escapeText, escapeToFit, stripAnsi } from '../../std/printable-text.ts';
import { quoteArgument } from '../../std/quote-argument.ts';
import { normalizeError } from './judge-replay.ts';
import { othersLines, pastLines, pastText, updateLines } from './render-past-calls.ts';
import type { StubReplay } from './stub-session.ts';

/** Writes the verdict of a replay, the calls that the recording could not answer, and where the new run first parted from it. */
export function renderStubReplay(replay: StubReplay): string {
  const { verdict, recorded, replayed, elsewhere, stub, divergence, undone = [], session, others } = replay;
  const lines = elsewhere.map(({ what, recorded: there, here }) =>
    escapeToFit(`Here with another ${what}: ${here}, recorded with ${there}.`, 118),
  );
  if (isSkippedAgain(replay)) lines.push('Same: the test is skipped, as recorded.');
  else lines.push(stub ? VERDICTS[verdict] : NOT_LOADED);
  if (verdict === 'different-failure') {
    const [then = '', now = ''] = linesThatDiffer(recorded.error, replayed.error);
    lines.push(...errorLine('recorded', then), ...errorLine('now', now));
  } else lines.push(...errorLine(verdict === 'reproduced' ? 'error' : 'now', linesOf(replayed.error)[0] ?? ''));
  if (stub) lines.push('', ...stubLines(stub));
  lines.push(...othersLines(others));
  if (divergence) lines.push('', 'First divergence from the recording:', `  ${divergence.text}`);
  if (undone.length > 0)
    lines.push('', 'In the recording the app did what no session can do. A command that is left to it may do it here:');
  for (const { what, commands } of undone.slice(0, MAX_UNDONE))
    lines.push(escapeToFit(`  ${what}: perhaps ${commands.map(passing).join(' or ')}`, 118));
  if (session !== undefined) lines.push('', `The new session: ${escapeText(session)}`);
  return lines.join('\n');
}

/** A test that skipped itself when it was recorded, and does so again. */
const isSkippedAgain = ({ verdict, replayed }: StubReplay) => verdict === 'same' && replayed.status === 'skipped';

const passing = (command: string) => quoteArgument(`--passthrough=${command}`);

const VERDICTS: Record<StubReplay['verdict'], string> = {
  reproduced: 'Reproduced: the test fails as recorded.',
  'different-failure': 'Not reproduced: the test fails, but otherwise than recorded.',
  passed: 'Not reproduced: the test was recorded failing, and passes.',
  same: 'Same: the test passes, as recorded.',
  failed: 'Not the same: the test fails, and was not recorded failing.',
  unanswered:
    'Cannot tell: the test ends as recorded, but asked for none of the recorded calls. Its page may have had another backend.',
  'not-run': 'Not replayed: the test was skipped or interrupted.',
};

const NOT_LOADED =
  'Not replayed: the recording answered nothing, because the test did not get as far as its first fixture. See what Playwright printed; what it needs to find the test, such as --tsconfig, goes after --.';

const MAX_UNUSED = 5;

const MAX_FAULTS = 20;

const MAX_MOCK_DIFFERS = 10;

const MAX_UNDONE = 3;

function stubLines(stub: StubReport): string[] {
  const { answered, repeated, shifted, pending, missed, unused, leftToApp, faults, mockDiffers = [] } = stub;
  const lines = [
    `The recording answered ${answered} ${answered === 1 ? 'call' : 'calls'} (${repeated} repeated, ${shifted} from another step, ${pending} left pending), had no answer for ${missed.length}, and ${unused.length} of its calls were not asked for.`,
  ];
  if (leftToApp !== undefined)
    lines.push(`${leftToApp} ${leftToApp === 1 ? 'call was' : 'calls were'} left to the app itself.`);
  lines.push(...pastLines(stub), ...updateLines(stub));
  if (mockDiffers.length > 0) lines.push('');
  for (const { command, path, count } of mockDiffers.slice(0, MAX_MOCK_DIFFERS))
    lines.push(
      escapeToFit(`mock differs from the recording: ${command} ${path}${count > 1 ? ` (${count} answers)` : ''}`, 118),
    );
  if (mockDiffers.length > MAX_MOCK_DIFFERS) lines.push(`  … and ${mockDiffers.length - MAX_MOCK_DIFFERS} more places`);
  if (faults) {
    lines.push('', `Faults put in, by the seed ${faults.seed}:${faults.injected.length === 0 ? ' none' : ''}`);
    for (const { index, command, kind, detail } of faults.injected.slice(0, MAX_FAULTS))
      lines.push(`  #${index}  ${escapeToFit(`${command}: ${kind}, ${detail}`, 110)}`);
    if (faults.injected.length > MAX_FAULTS) lines.push(`  … and ${faults.injected.length - MAX_FAULTS} more`);
    for (const fault of faults.unmet ?? []) lines.push(`  ${escapeToFit(faultText(fault), 80)}: no answer for it`);
  }
  for (const { message } of missed) lines.push('', escapeLines(message).replace(/^/gm, '  '));
  if (unused.length > 0) lines.push('', 'Not asked for:');
  for (const { index, command, write } of byWeight(unused).slice(0, MAX_UNUSED))
    lines.push(`  #${index}  ${escapeToFit(command, 100)}${write ? '  (changes something)' : ''}`);
  if (unused.length > MAX_UNUSED) lines.push(`  … and ${unused.length - MAX_UNUSED} more`);
  return lines;
}

/** Sorts calls: those that change something in the backend come first. */
function byWeight(unused: StubReport['unused']): StubReport['unused'] {
  return [...unused.filter(({ write }) => write), ...unused.filter(({ write }) => !write)];
}

/** Returns the first lines of two errors; where they are alike, with the first ones that are not. */
function linesThatDiffer(...errors: [string | undefined, string | undefined]): string[] {
  const [one, other] = errors.map(linesOf) as [string[], string[]];
  const at = one.findIndex((line, index) => normalizeError(line) !== normalizeError(other[index]));
  return [one, other].map((lines) => [lines[0], at > 0 ? lines[at] : undefined].filter(Boolean).join(' … '));
}

function linesOf(error: string | undefined): string[] {
  return stripAnsi(error ?? '')
    .split('\n')
    .map((line) => line.trim());
}

function errorLine(title: string, line: string): string[] {
  return line === '' ? [] : [`  ${title}: ${escapeToFit(line, 110)}`];
}

/** Writes several replays, one line each. */
export function renderReplayTable(replays: { title: string; replay: StubReplay }[]): string {
  const rows = replays.map(({ title, replay }) => [
    replay.stub || isSkippedAgain(replay) ? WORDS[replay.verdict] : 'not replayed',
    replay.stub ? countsText(replay.stub) : '',
    escapeToFit(title, 90),
  ]);
  const widths = [0, 1].map((column) => rows.reduce((max, row) => Math.max(max, row[column]?.length ?? 0), 0));
  const same = replays.filter(({ replay }) => replay.same).length;
  const lines = rows.flatMap((row, at) => {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
    return [line.trimEnd(), ...reasonOf((replays[at] as { replay: StubReplay }).replay)];
  });
  return [...lines, '', `${same} of ${replays.length} end as recorded.`].join('\n');
}

function countsText(stub: StubReport): string {
  const past = pastText(stub);
  return `${stub.answered} answered, ${stub.missed.length} missed${past === '' ? '' : `, ${past}`}`;
}

/** Why a replay has not ended as recorded, on a line of its own: the first call without an answer, else where it parted, else the error. */
function reasonOf({ same, stub, divergence, replayed }: StubReplay): string[] {
  if (same) return [];
  const [missed] = stub?.missed ?? [];
  const reason = missed?.message ?? divergence?.text ?? replayed.error ?? '';
  const [line = ''] = linesOf(reason);
  return line === '' ? [] : [`    ${escapeToFit(line, 110)}`];
}

const WORDS: Record<StubReplay['verdict'], string> = {
  reproduced: 'reproduced',
  'different-failure': 'other failure',
  passed: 'passes now',
  same: 'same',
  failed: 'fails now',
  unanswered: 'unanswered',
  'not-run': 'not replayed',
};
