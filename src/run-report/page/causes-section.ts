import { cutText } from '../../std/text/cut-text.ts';
import { counted } from '../../std/text/readable-numbers.ts';
import { type Html, html } from '../../viewer/html.ts';
import type { CauseFact, FailedTest } from '../run-facts.ts';
import { foldedList } from './folded-list.ts';

/** Finds the address by which the page links to a file; undefined where it cannot. */
export type LinkTo = (path: string) => string | undefined;

/** Causes of a page, those with the most tests, and tests that are shown before the others are folded. */
const MAX_CAUSES = 300;
const OPEN_TESTS = 5;
const MAX_TEXT = 600;

type Outcome = 'failed' | 'flaky';

/** The causes of tests that failed, or of those that were flaky, each with its tests. */
export function causesSection(outcome: Outcome, causes: readonly CauseFact[], linkTo: LinkTo): Html {
  const more = causes.length - MAX_CAUSES;
  return html`<section aria-labelledby="${outcome}">
<h2 id="${outcome}">${outcome === 'failed' ? 'Failed' : 'Flaky'}, by cause</h2>
${causes.length === 0 ? html`<p class="muted">No session is of a test that failed.</p>` : undefined}
${causes.slice(0, MAX_CAUSES).map((cause) => causeArticle(cause, outcome, linkTo))}
${more > 0 ? html`<p class="muted">… and ${counted(more, 'more cause')}.</p>` : undefined}
</section>`;
}

function causeArticle({ kind, confidence, where, text, tests }: CauseFact, outcome: Outcome, linkTo: LinkTo): Html {
  const facts = [
    ...(where === 'cannot tell' ? [] : [`the fault lies in the ${where}`]),
    ...(kind === undefined
      ? []
      : [confidence === 'cannot tell' ? `a lead, no more: ${nameOf(kind)}` : `${nameOf(kind)}, ${confidence}`]),
  ];
  return html`<article class="cause of-${outcome}">
<h3>${cutText(text, MAX_TEXT)}</h3>
<ul class="facts"><li><b>${counted(tests.length, 'test')}</b></li>${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
${foldedList(tests, (test, at) => testItem(test, tests[at - 1], linkTo), {
  open: OPEN_TESTS,
  noun: 'test',
  label: 'Tests',
})}
</article>`;
}

function nameOf(kind: string): string {
  return kind.replaceAll('-', ' ');
}

/** @param above the test above it: an error that both have is shown once. */
function testItem(
  { title, place, attempt, error, files }: FailedTest,
  above: FailedTest | undefined,
  linkTo: LinkTo,
): Html {
  const session = linkTo(files.session);
  const timeline = files.timeline === undefined ? undefined : linkTo(files.timeline);
  const name = cutText(title, MAX_TEXT);
  return html`<li>
<p class="test">${timeline === undefined ? name : html`<a href="${timeline}">${name}</a>`}</p>
${error === '' || error === above?.error ? undefined : html`<p class="error">${cutText(error, MAX_TEXT)}</p>`}
<ul class="facts muted"><li>${cutText(place, MAX_TEXT)}</li>${attempt > 0 ? html`<li>retry ${attempt}</li>` : undefined}<li>${
    session === undefined ? files.session : html`<a href="${session}">session</a>`
  }</li></ul>
</li>`;
}
