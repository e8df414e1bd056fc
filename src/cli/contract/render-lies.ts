import type { Lie, LieKind } from '../../contract/verify/find-lies.ts';
import { fenceAround } from '../../std/text/fenced.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';
import type { Verification } from './verify-contract.ts';

/** Characters of what a mock and a backend say. */
const SAID_LENGTH = 120;

/** Says for the terminal which mocks lie: command by command, place by place, in a fence. */
export function renderLies(verification: Verification): string {
  const { lies, notAsked, uncalled } = verification;
  const commands = groupedBy(lies, ({ command }) => command);
  const recorded = [
    ...[...commands].map(([command, own]) =>
      [
        `    ${escapeToFit(command, 60)}`,
        ...own.map(
          (lie) => `      ${sentenceOf(lie)} (${timesOf(lie)}, #${lie.index} of ${escapeToFit(lie.session, 80)})`,
        ),
      ].join('\n'),
    ),
    ...uncalledLine(uncalled, said),
    ...(notAsked.length === 0
      ? []
      : [
          reasonLines(notAsked, said)
            .map((line) => `    ${line}`)
            .join('\n'),
        ]),
  ];
  const verdict = verdictLine(verification, commands.size);
  return [verdict, ...fenceOf(recorded)].join('\n\n');
}

/** Says the same as Markdown, for a pull request. */
export function renderMarkdown(verification: Verification): string {
  const { lies, notAsked, uncalled } = verification;
  const commands = new Set(lies.map(({ command }) => command));
  const table = [
    '| command | place | the mock | the backend | calls |',
    '| --- | --- | --- | --- | --- |',
    ...lies.map(
      (lie) =>
        `| ${cell(lie.command)} | ${cell(`${TITLES[lie.kind]}${placeOf(lie) && `: ${placeOf(lie)}`}`)} | ${cell(lie.mock)} | ${cell(lie.backend)} | ${lie.times} of ${lie.calls} |`,
    ),
  ].join('\n');
  const reasons = reasonLines(notAsked, cell).map((line) => `- ${line}`);
  const recorded = [
    ...(lies.length === 0 ? [] : [table]),
    ...uncalledLine(uncalled, cell),
    ...(reasons.length === 0
      ? []
      : ['<details><summary>Calls that were not compared</summary>', reasons.join('\n'), '</details>']),
  ];
  return `${[`### ${headingOf(verification)}`, verdictLine(verification, commands.size), ...fenceOf(recorded)].join(
    '\n\n',
  )}\n`;
}

function fenceOf(recorded: string[]): string[] {
  return recorded.length === 0 ? [] : [fenceAround(recorded.join('\n\n'), { label: 'lies' })];
}

const TITLES: Record<LieKind, string> = {
  'no-command': 'no such command',
  arguments: 'arguments',
  fails: 'fails',
  succeeds: 'succeeds',
  'never-answers': 'never answers',
  'missing-key': 'missing',
  'extra-key': 'never there',
  type: 'type',
  value: 'value',
};

function sentenceOf(lie: Lie): string {
  const { kind } = lie;
  const [mock, backend] = [said(lie.mock), said(lie.backend)];
  const place = escapeToFit(placeOf(lie), 80);
  if (kind === 'no-command') return `the mock ${mock}; the backend has no such command`;
  if (kind === 'arguments') return `the mock takes these arguments; the backend: ${backend}`;
  if (kind === 'fails' || kind === 'succeeds') return `the mock ${mock}; the backend ${backend}`;
  if (kind === 'never-answers') return `the mock never answers; the backend ${backend}`;
  if (kind === 'missing-key') return `${place} is missing; the backend has ${backend} there`;
  if (kind === 'extra-key') return `${place} (${mock}) is never in the backend's`;
  return `${place} is ${mock}; the backend's is ${backend}`;
}

function placeOf({ part, path }: Lie): string {
  if (part === undefined) return '';
  return `${part === 'ok' ? 'answer' : 'error'}${path === '' || path.startsWith('[') ? path : `.${path}`}`;
}

function timesOf({ times, calls }: Lie): string {
  return `${times} of ${calls} ${calls === 1 ? 'call' : 'calls'}`;
}

function headingOf({ lies, compared, interrupted, same }: Verification): string {
  if (lies.length > 0) return `${interrupted ? 'Interrupted: some' : 'Some'} mocks lie about the backend`;
  if (interrupted) return 'Interrupted: no lie so far';
  if (compared.calls === 0) return 'Nothing was compared';
  return same ? 'The mocks tell the truth' : 'No lie in the sessions that could be read';
}

function verdictLine(verification: Verification, commands: number): string {
  const { lies, compared, interrupted } = verification;
  if (compared.calls === 0 && lies.length === 0)
    return `${interrupted ? 'Interrupted: nothing' : 'Nothing'} was compared.`;
  const checked = `${compared.calls} calls of ${compared.commands} commands compared`;
  if (lies.length === 0) return `${headingOf(verification)}: ${checked}.`;
  const begin = interrupted ? 'Interrupted: ' : '';
  return `${begin}${lies.length} ${lies.length === 1 ? 'lie' : 'lies'} about ${commands} ${commands === 1 ? 'command' : 'commands'}: ${checked}.`;
}

/** Counts the calls that were not compared, by the reason. */
function reasonLines(notAsked: Verification['notAsked'], write: (text: string) => string): string[] {
  return [...groupedBy(notAsked, ({ reason }) => reason)].map(
    ([reason, calls]) => `${calls.length} not compared: ${write(reason)}`,
  );
}

function uncalledLine(uncalled: Verification['uncalled'], write: (text: string) => string): string[] {
  if (uncalled === undefined || uncalled.length === 0) return [];
  return [`No mock was ever asked for ${uncalled.map(write).join(', ')}.`];
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function said(text: string): string {
  return escapeToFit(text, SAID_LENGTH);
}

/** Writes a text so that it is nothing but a text within a table of Markdown. */
function cell(text: string): string {
  return escapeToFit(text, SAID_LENGTH).replace(/[\\`*_{}[\]<>()#+!|~&@]/g, '\\$&');
}
