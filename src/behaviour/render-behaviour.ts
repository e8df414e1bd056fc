import { fenceAround } from '../std/text/fenced.ts';
import { escapeToFit } from '../std/text/printable-text.ts';
import { counted } from '../std/text/readable-numbers.ts';
import type { BehaviourDiff, CommandUse } from './diff-behaviour.ts';

/** Entries of a list that are shown, and tests that are named. */
const MAX_SHOWN = 30;
const MAX_TESTS = 2;

/**
 * Writes the changes of behaviour as Markdown for a pull request. All names of the recordings stand in a fence, as code, in which nothing else is taken
 * for Markdown.
 *
 * @param diff may be called not the same without a change, where not all could be read.
 */
export function renderBehaviour(diff: BehaviourDiff): string {
  const { tests, newCommands, vanishedCommands, counts, shapes, failures, incomplete } = diff;
  const sections = [
    section('New commands', newCommands.map(useLine)),
    section('Vanished commands', vanishedCommands.map(useLine)),
    section(
      'Number of calls',
      counts.map(
        ({ command, before, after, test, others }) =>
          `- ${code(command)}: ${rangeText(before)} → ${rangeText(after)} in ${code(test)}${othersText(others)}`,
      ),
    ),
    section(
      'Shapes',
      shapes.map(({ command, part, path, kind, before = '', after = '' }) => {
        const place = `${code(command)} ${PARTS[part]}${path === '' ? '' : ` ${code(path)}`}`;
        if (kind === 'type') return `- ${place}: ${code(before)} → ${code(after)}`;
        return `- ${place} ${kind === 'new-key' ? `is new (${code(after)})` : `is gone (was ${code(before)})`}`;
      }),
    ),
    section(
      'Failures',
      failures.map(
        ({ command, failsNow, test, others }) =>
          `- ${code(command)} ${failsNow ? 'fails now' : 'does not fail any more'} in ${code(test)}${othersText(others)}`,
      ),
    ),
  ].filter((text) => text !== '');
  const said = diff.same
    ? 'the same.'
    : sections.length === 0
      ? tests.compared === 0
        ? 'nothing can be said.'
        : 'no difference in these.'
      : 'the app speaks otherwise with its backend.';
  const head = `Compared ${counted(tests.compared, 'test')} that passed in both runs: ${said}`;
  const recorded = [...sections, ...notCompared(tests)];
  const fence = recorded.length === 0 ? [] : [fenceAround(recorded.join('\n\n'), { label: 'changes' })];
  const lack =
    incomplete === 0
      ? []
      : [`${counted(incomplete, 'session')} may lack calls: what is said to have vanished may be among these.`];
  return ['## IPC of this change', head, ...fence, ...lack].join('\n\n');
}

const PARTS = { args: 'argument', ok: 'answer', err: 'error' };

function notCompared({ failed, onlyBefore, onlyAfter }: BehaviourDiff['tests']): string[] {
  const lines: string[] = [];
  for (const [titles, what] of [
    [failed, 'did not pass in both'],
    [onlyBefore, 'before alone'],
    [onlyAfter, 'after alone'],
  ] as const)
    if (titles.length > 0) lines.push(`Not compared: ${counted(titles.length, 'test')}, ${what} (${namesOf(titles)}).`);
  return lines;
}

function section(title: string, lines: string[]): string {
  if (lines.length === 0) return '';
  const more = lines.length - MAX_SHOWN;
  return `### ${title}\n\n${[...lines.slice(0, MAX_SHOWN), ...(more > 0 ? [`- … and ${more} more`] : [])].join('\n')}`;
}

function useLine({ command, calls, tests }: CommandUse): string {
  return `- ${code(command)}: ${counted(calls, 'call')} in ${namesOf(tests)}`;
}

function namesOf(titles: readonly string[]): string {
  const more = titles.length - MAX_TESTS;
  return `${titles.slice(0, MAX_TESTS).map(code).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const othersText = (others: number) => (others === 0 ? '' : ` and ${counted(others, 'other test')}`);

const rangeText = ([fewest, most]: [number, number]) => (fewest === most ? `${most}` : `${fewest} to ${most}`);

/** Writes a text as code: nothing in it ends the code, or the cell of a table. */
function code(text: string): string {
  return `\`${escapeToFit(text, 100).replaceAll('`', '\\x60').replaceAll('|', '\\x7c')}\``;
}
