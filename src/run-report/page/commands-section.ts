import { cutText } from '../../std/text/cut-text.ts';
import { counted, readableDuration } from '../../std/text/readable-numbers.ts';
import { type Html, html } from '../../viewer/html.ts';
import type { CommandFact, CommandTimes } from '../run-facts.ts';
import { foldedList } from './folded-list.ts';

/** Commands of a page, those with the most trouble. */
const MAX_COMMANDS = 500;
const MAX_NAME = 200;
/** The tests of a command: many call the same ones, and each list is in the page. */
const TESTS = { label: 'Tests', noun: 'test', open: 0, max: 50 };

/** The table of the commands. */
export function commandsSection(commands: readonly CommandFact[]): Html {
  const isCompared = commands.some(({ earlier }) => earlier !== undefined);
  const more = commands.length - MAX_COMMANDS;
  if (commands.length === 0)
    return html`<section aria-labelledby="commands"><h2 id="commands">Commands</h2><p class="muted">No session has a call of the app's own.</p></section>`;
  return html`<section aria-labelledby="commands">
<h2 id="commands">Commands</h2>
<div class="table" role="region" aria-label="Table of commands" tabindex="0"><table>
<thead><tr><th scope="col">command</th>${columnsOf(isCompared).map((name) => html`<th scope="col" class="number">${name}</th>`)}<th scope="col">tests that call it</th></tr></thead>
<tbody>${commands.slice(0, MAX_COMMANDS).map((command) => row(command, isCompared))}</tbody>
</table></div>
${more > 0 ? html`<p class="muted">… and ${counted(more, 'more command')}.</p>` : undefined}
</section>`;
}

/** The app's own commands that no test has called. */
export function uncalledSection(names: readonly string[]): Html {
  const itemOf = (name: string) => html`<li class="mono">${cutText(name, MAX_NAME)}</li>`;
  return html`<section aria-labelledby="uncalled">
<h2 id="uncalled">Commands of the app that no test has called</h2>
${names.length === 0 ? html`<p class="muted">Each has been called.</p>` : foldedList(names, itemOf, { open: 50, noun: 'command', label: 'Commands' })}
</section>`;
}

function columnsOf(isCompared: boolean): string[] {
  return ['calls', 'failed', 'pending', 'median', '95 % within', ...(isCompared ? ['median before', 'change'] : [])];
}

function row({ command, calls, failed, pending, tests, times, earlier }: CommandFact, isCompared: boolean): Html {
  const change = times && earlier && changeOf(times, earlier);
  return html`<tr>
<th scope="row" class="mono">${cutText(command, MAX_NAME)}</th>
${number(calls.toLocaleString('en'))}${count(failed, 'failed')}${count(pending, 'pending')}
${number(millis(times?.median))}${number(millis(times?.p95))}
${isCompared ? [number(millis(earlier?.median)), number(change?.text ?? '', change?.isSlower ? 'is-pending' : '')] : undefined}
<td>${foldedList(tests, (test) => html`<li>${cutText(test, MAX_NAME)}</li>`, TESTS)}</td>
</tr>`;
}

function number(text: string, tone = ''): Html {
  return html`<td class="${`number ${tone}`.trim()}">${text}</td>`;
}

function count(value: number, tone: 'failed' | 'pending'): Html {
  return number(value.toLocaleString('en'), value === 0 ? 'muted' : `is-${tone}`);
}

function millis(value: number | undefined): string {
  return value === undefined ? '' : readableDuration(value * 1000);
}

/** A command is called slower where it takes twice as long, and so much longer that a busy machine alone does not explain it. */
const SLOWER_BY_MS = 20;

function changeOf({ median }: CommandTimes, earlier: CommandTimes): { text: string; isSlower: boolean } {
  const isSlower = median >= 2 * earlier.median && median - earlier.median >= SLOWER_BY_MS;
  if (earlier.median === 0) return { text: '', isSlower };
  const percent = Math.round((median / earlier.median - 1) * 100);
  return { text: `${percent > 0 ? '+' : percent < 0 ? '−' : '±'}${Math.abs(percent)} %`, isSlower };
}
