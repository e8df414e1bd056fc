import { counted } from '../../std/text/readable-numbers.ts';
import { fillPage } from '../../viewer/fill-page.ts';
import { type Html, html } from '../../viewer/html.ts';
import type { RunCounts, RunFacts } from '../run-facts.ts';
import { causesSection, type LinkTo } from './causes-section.ts';
import { commandsSection, uncalledSection } from './commands-section.ts';

/**
 * The report of a run: one HTML file without a script that opens from disk, with no server and no network.
 *
 * @throws {IpcError} `VIEWER_NOT_BUILT` when the page's template was not built.
 */
export function runPage(facts: RunFacts, linkTo: LinkTo): string {
  const { counts, failed, flaky, notes } = facts;
  const title = `${counted(counts.tests, 'test')}: ${counts.failed} failed, ${counts.flaky} flaky`;
  const body = html`<header>
<h1>IPC of the run</h1>
${countsList(counts)}
</header>
<main>
${notes.map((note) => html`<p class="note">${note}</p>`)}
${causesSection('failed', failed, linkTo)}
${flaky.length > 0 ? causesSection('flaky', flaky, linkTo) : undefined}
${commandsSection(facts.commands)}
${facts.uncalled && uncalledSection(facts.uncalled)}
</main>`;
  return fillPage('run report', { title: html`${title} · IPC of the run`.text, body: body.text });
}

function countsList({ tests, failed, flaky, sessions, commands, calls }: RunCounts): Html {
  const items: [count: number, one: string, tone?: 'plain' | 'failed' | 'pending', many?: string][] = [
    [tests, 'test'],
    [failed, 'failed', 'failed', 'failed'],
    [flaky, 'flaky', 'pending', 'flaky'],
    [sessions, 'session'],
    [commands, 'command'],
    [calls, 'call'],
  ];
  const itemOf = ([count, one, tone = 'plain', many = `${one}s`]: (typeof items)[number]) =>
    html`<li class="${count === 0 ? 'is-zero' : `tone-${tone}`}"><b>${count.toLocaleString('en')}</b> ${count === 1 ? one : many}</li>`;
  return html`<ul class="counts" aria-label="Counts">${items.map(itemOf)}</ul>`;
}
