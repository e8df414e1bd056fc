import { Command } from 'commander';
import { sessionByRules } from '../../calls/same-call/call-rules.ts';
import { escapeToFit } from '../../std/printable-text.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { isFolder } from '../../store/is-folder.ts';
import { readSession } from '../../store/read-session.ts';
import { diffSessions, type SessionDiff } from '../../triage/diff-sessions.ts';
import type { Divergence } from '../../triage/divergence.ts';
import { type PairedSessions, pairSessions } from '../../triage/pair-sessions.ts';
import { IGNORE_HELP, NORMALIZE_HELP, type RuleFlags, readRules } from '../io/call-rules-flags.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { collect } from '../io/option-values.ts';

interface DiffOptions extends RuleFlags {
  all?: true;
  json?: true;
}

export function diffCommand(io: CommandIo): Command {
  return new Command('diff')
    .summary('compare two sessions')
    .description(
      'Compares two sessions of one test: the first divergence, then the rest. Give the one that was expected first.\n' +
        'Of two folders it compares the sessions of the same tests, such as those with mocks and those on the real app.',
    )
    .argument('<first>', 'a session, such as that of the attempt that passed; or a folder with sessions')
    .argument('<second>', 'another, such as that of the attempt that failed; or another folder')
    .option('--ignore <path>', IGNORE_HELP, collect)
    .option('--normalize <module>', NORMALIZE_HELP)
    .option('--all', `print all divergences (default: the first ${SHOWN})`)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ipc-recorder diff passed.json failed.json\n  ipc-recorder diff a/ipc-session.json b/ipc-session.json --json\n  ipc-recorder diff test-results/mocked test-results/real',
    )
    .action((first: string, second: string, options: DiffOptions) => diff(first, second, options, io));
}

const SHOWN = 10;

async function diff(first: string, second: string, { all, json, ...flags }: DiffOptions, io: CommandIo): Promise<void> {
  const rules = await readRules(flags);
  if (isFolder(first) && isFolder(second) && (await hasMany(first, second))) {
    const sessionsIn = async (folder: string) =>
      await Promise.all((await readableIn(folder)).map(async (file) => sessionByRules(await readSession(file), rules)));
    const { pairs, ...alone } = pairSessions(await sessionsIn(first), await sessionsIn(second));
    const results = pairs.map(({ title, first: one, second: other }) => ({ title, ...diffSessions(one, other) }));
    const same = results.length > 0 && results.every((result) => result.same);
    if (!same) io.exitWith(1);
    if (json) return printJson(io, { same, tests: results, ...alone });
    const blocks = results.map(
      (result) => `${escapeToFit(result.title, 200)}\n${renderDiff(result, all ? Number.POSITIVE_INFINITY : SHOWN)}`,
    );
    const parted = results.filter((result) => !result.same).length;
    return io.print([...blocks, `${parted} of ${results.length} tests differ.`, ...aloneLines(alone)].join('\n\n'));
  }
  const read = async (file: string) => sessionByRules(await readSession(file), rules);
  const result = diffSessions(await read(first), await read(second));
  if (!result.same) io.exitWith(1);
  if (json) return printJson(io, result);
  io.print(renderDiff(result, all ? Number.POSITIVE_INFINITY : SHOWN));
}

/** The sessions in a folder that can be read. */
async function readableIn(folder: string): Promise<string[]> {
  return (await findSessions(folder)).flatMap(({ path, error }) => (error === undefined ? path : []));
}

/** A folder with one session is that of one recording. */
async function hasMany(...folders: string[]): Promise<boolean> {
  const counts = await Promise.all(folders.map(async (folder) => (await readableIn(folder)).length));
  return counts.some((count) => count > 1);
}

function aloneLines({ onlyFirst, onlySecond }: Omit<PairedSessions, 'pairs'>): string[] {
  const lines = [
    ...onlyFirst.map((title) => ['first', title] as const),
    ...onlySecond.map((title) => ['second', title] as const),
  ];
  return lines.map(([which, title]) => `Only in the ${which} folder: ${escapeToFit(title, 200)}`);
}

/** Writes the first divergence by itself, the rest below it; changes of order come last, as most are chance. */
function renderDiff({ same, first, divergences, compared, volatile, incomplete }: SessionDiff, limit: number): string {
  const others = divergences.filter((one) => one !== first && one.kind !== 'order');
  const order = divergences.filter(({ kind }) => kind === 'order');
  const count = `${others.length + 1} ${others.length === 0 ? 'divergence' : 'divergences'}`;
  const lines = [`Compared ${compared.first} with ${compared.second} messages: ${same ? 'same' : count}.`];
  if (first) lines.push('', 'First divergence:', ...divergenceLines(first));
  if (others.length > 0) lines.push('', 'Then:', ...folded(others, limit));
  if (order.length > 0) lines.push('', 'Only the order of overlapping calls:', ...folded(order, limit));
  if (volatile > 0) lines.push('', `Not counted: ${volatile} ids and times that are new in every run.`);
  if (incomplete) lines.push('', 'Events are missing from these recordings, so an earlier divergence may be too.');
  return lines.join('\n');
}

function folded(divergences: Divergence[], limit: number): string[] {
  const lines = divergences.slice(0, limit).flatMap(divergenceLines);
  if (divergences.length > limit) lines.push(`  … and ${divergences.length - limit} more (--all shows them)`);
  return lines;
}

function divergenceLines({ first, second, step, text }: Divergence): string[] {
  const place = `${first === undefined ? '' : `#${first}`} / ${second === undefined ? '' : `#${second}`}`.trim();
  const lines = [`  ${place}  ${text}`];
  if (step.length > 0) lines.push(`      in step ${escapeToFit(step.join(' › '), 100)}`);
  return lines;
}
