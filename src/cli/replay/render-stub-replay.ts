import { faultText } from '../../replay/faults/parse-fault.ts';
import type { StubReport } from '../../replay/stub-report.ts';
import { fenceAround } from '../../std/text/fenced.ts';
import { escapeLines, escapeText, escapeToFit, stripAnsi } from '../../std/text/printable-text.ts';
import { quoteArgument } from '../../std/text/quote-argument.ts';
import { counted, roundedDuration } from '../../std/text/readable-numbers.ts';
import type { StubReplay } from './judge/judge-result.ts';
import { normalizeError } from './judge-replay.ts';
import { othersLines, pastLines, pastText, updateLines } from './render-past-calls.ts';

/** Writes the verdict of a replay, and below it, as data: the calls that the recording could not answer, and where the new run first parted from it. */
export function renderStubReplay(replay: StubReplay): string {
  const { verdict, recorded, replayed, elsewhere, stub, divergence, undone = [], session, others } = replay;
  const [head, ...lines] = verdictText(replay)
    .split('\n')
    .map((line, at) => (at === 0 ? line : `  ${line}`)) as [string, ...string[]];
  if (verdict === 'different-failure') {
    const [then = '', now = ''] = linesThatDiffer(recorded.error, replayed.error);
    lines.push(...errorLine('recorded', then), ...errorLine('now', now));
  } else lines.push(...errorLine(verdict === 'reproduced' ? 'error' : 'now', linesOf(replayed.error)[0] ?? ''));
  for (const { what, recorded: there, here } of elsewhere)
    lines.push(escapeToFit(`Here with another ${what}: ${here}, recorded with ${there}.`, 118));
  lines.push(...earlierLines(replay));
  if (stub) lines.push('', ...stubLines(stub));
  lines.push(...othersLines(others));
  if (divergence) lines.push('', 'First divergence from the recording:', `  ${divergence.text}`);
  if (undone.length > 0)
    lines.push('', 'In the recording the app did what no session can do. A command that is left to it may do it here:');
  for (const { what, commands } of undone.slice(0, MAX_UNDONE))
    lines.push(escapeToFit(`  ${what}: perhaps ${commands.map(passing).join(' or ')}`, 118));
  if (session !== undefined) lines.push('', `The new session: ${escapeText(session)}`);
  const details = lines.join('\n').replace(/^\n+/, '');
  return details === '' ? head : `${head}\n\n${fenceAround(details, { label: 'replay' })}`;
}

function verdictText(replay: StubReplay): string {
  const { verdict, replayed, stub, reason } = replay;
  if (isSkippedAgain(replay)) return 'Same: the test is skipped, as recorded. The recording answered nothing.';
  if (verdict === 'not-run') {
    const hint = stub === undefined && hasStarted(replayed.status) ? HINT : undefined;
    return escapeLines(['Not replayed.', reason, hint].filter(Boolean).join(' '));
  }
  const isEmpty =
    verdict !== 'unanswered' && stub !== undefined && stub.answered + stub.missed.length + (stub.leftToApp ?? 0) === 0;
  return isEmpty ? `${VERDICTS[verdict]} It asked for no call.` : VERDICTS[verdict];
}

/** Whether a test has run, as far as Playwright can tell. */
const hasStarted = (status: StubReplay['replayed']['status']) =>
  status !== undefined && status !== 'skipped' && status !== 'interrupted';

/** Says which tests ran before, and on which backend. */
function earlierLines({ earlier = [] }: StubReplay): string[] {
  if (earlier.length === 0) return [];
  const unanswered = earlier.filter(({ session }) => session === undefined);
  const lines = [
    `Ran after ${counted(earlier.length, 'earlier test')} of its file, which it stands on${unanswered.length === 0 ? ', answered by their own sessions' : ''}.`,
  ];
  for (const { title } of unanswered.slice(0, MAX_EARLIER))
    lines.push(escapeToFit(`  On the suite's own backend, since no session of it lies beside: ${title}`, 118));
  if (unanswered.length > MAX_EARLIER) lines.push(`  … and ${unanswered.length - MAX_EARLIER} more`);
  return lines;
}

/** A test that skipped itself when it was recorded, and does so again. */
const isSkippedAgain = ({ verdict, replayed }: StubReplay) => verdict === 'same' && replayed.status === 'skipped';

const passing = (command: string) => quoteArgument(`--passthrough=${command}`);

const VERDICTS: Record<Exclude<StubReplay['verdict'], 'not-run'>, string> = {
  reproduced: 'Reproduced: the test fails as recorded.',
  'different-failure': 'Not reproduced: the test fails, but otherwise than recorded.',
  passed: 'Not reproduced: the test was recorded failing, and passes.',
  same: 'Same: the test passes, as recorded.',
  failed: 'Not the same: the test fails, and was not recorded failing.',
  unanswered: 'Cannot tell: the test asked for none of the recorded calls. Its page may have had another backend.',
};

const HINT = 'See what Playwright printed; what it needs to find the test, such as --tsconfig, goes after --.';

const MAX_UNUSED = 5;

const MAX_FAULTS = 20;

const MAX_MOCK_DIFFERS = 10;

const MAX_UNDONE = 3;

const MAX_EARLIER = 3;

function stubLines(stub: StubReport): string[] {
  const { answered, repeated, shifted, pending, missed, unused, faults, mockDiffers = [] } = stub;
  const lines = [
    `The recording answered ${counted(answered, 'call')} (${repeated} repeated, ${shifted} from another step, ${pending} left pending), had no answer for ${missed.length}, and ${unused.length} of its calls were not asked for.`,
  ];
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

/** Writes a line about a replay that has ended, while others still run. */
export function progressLine(
  { title, replay }: TitledReplay,
  { count, of, durationMs }: { count: number; of: number; durationMs: number | undefined },
): string {
  const time = durationMs === undefined ? '' : ` (${roundedDuration(durationMs)})`;
  return `${String(count).padStart(String(of).length)} of ${of}  ${wordOf(replay).padEnd(LONGEST_WORD)}  ${escapeToFit(title, 100)}${time}`;
}

/** Writes several replays, one line each, and below it why one has not ended as recorded. */
export function renderReplayTable(replays: TitledReplay[]): string {
  const rows = replays.map(({ title, replay }) => [
    wordOf(replay),
    replay.stub ? countsText(replay.stub) : '',
    escapeToFit(title, 90),
  ]);
  const widths = [0, 1].map((column) => rows.reduce((max, row) => Math.max(max, row[column]?.length ?? 0), 0));
  const same = replays.filter(({ replay }) => replay.same).length;
  const lines = rows.flatMap((row, at) => {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
    return [line.trimEnd(), ...notesOf((replays[at] as TitledReplay).replay)];
  });
  return `${fenceAround(lines.join('\n'), { label: 'replays' })}\n\n${same} of ${replays.length} end as recorded.`;
}

function countsText(stub: StubReport): string {
  const past = pastText(stub);
  return `${stub.answered} answered, ${stub.missed.length} missed${past === '' ? '' : `, ${past}`}`;
}

interface TitledReplay {
  title: string;
  replay: StubReplay;
}

/** What a row says below itself: the reason why it is not the same, and which tests before it had the suite's own backend. */
function notesOf({ reason, earlier = [] }: StubReplay): string[] {
  const unanswered = earlier.filter(({ session }) => session === undefined);
  return [
    ...(reason === undefined ? [] : [`    ${escapeToFit(reason, MAX_REASON)}`]),
    ...(unanswered.length === 0
      ? []
      : [
          `    after ${counted(unanswered.length, 'earlier test')} on the suite's own backend: no session of it is here`,
        ]),
  ];
}

const MAX_REASON = 300;

const wordOf = (replay: StubReplay) => (replay.stub || isSkippedAgain(replay) ? WORDS[replay.verdict] : 'not replayed');

const WORDS: Record<StubReplay['verdict'], string> = {
  reproduced: 'reproduced',
  'different-failure': 'other failure',
  passed: 'passes now',
  same: 'same',
  failed: 'fails now',
  unanswered: 'unanswered',
  'not-run': 'not replayed',
};

const LONGEST_WORD = Math.max(...Object.values(WORDS).map(({ length }) => length));
