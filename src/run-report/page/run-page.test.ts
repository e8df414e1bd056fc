import { expect, test } from '@playwright/test';
import { type FakeCall, fakeSession } from '../../replay/fake-session.test.support.ts';
import type { SessionTest } from '../../session/format/schema.ts';
import { RunReport } from '../run-report.ts';
import { runPage } from './run-page.ts';

function reportOf(...sessions: [title: string, calls: FakeCall[], rest?: Partial<SessionTest>][]): RunReport {
  const report = new RunReport();
  for (const [at, [title, calls, rest]] of sessions.entries()) {
    const test = {
      title_path: [title],
      file: 'a.spec.ts',
      line: 3,
      project: '',
      attempt: 0,
      status: 'failed' as const,
    };
    report.add(fakeSession(calls, { test: { ...test, ...rest } }), {
      session: `ipc/${at}/ipc-session.json`,
      timeline: `ipc/${at}/ipc-timeline.html`,
    });
  }
  return report;
}

const GONE: FakeCall = { command: 'save', result: { Err: 'disk full' } };
const TIMES = [10, 20, 300];

test('tests that fail by one cause are one entry, each with its timeline and session', () => {
  const page = runPage(reportOf(['one', [GONE]], ['two', [GONE], { attempt: 1 }]).facts(), (path) => `../${path}`);
  expect(page.match(/<article/g)).toHaveLength(1);
  expect(page).toContain('save failed with &quot;disk full&quot;.');
  expect(page).toContain('<b>2 tests</b>');
  expect(page).toContain('<a href="../ipc/0/ipc-timeline.html">a.spec.ts › one</a>');
  expect(page).toContain('<li>retry 1</li><li><a href="../ipc/1/ipc-session.json">session</a></li>');
});

test('a file that the page cannot link to is named', () => {
  const page = runPage(reportOf(['one', [GONE]]).facts(), () => undefined);
  expect(page).not.toContain('<a ');
  expect(page).toContain('<p class="test">a.spec.ts › one</p>');
  expect(page).toContain('<li>ipc/0/ipc-session.json</li>');
});

test('what was recorded is text, and what is invisible in it is seen', () => {
  const hostile = '<img src=x onerror=alert(1)>" \u202e\u2028<!--ipc:title--> $&';
  const page = runPage(
    reportOf([hostile, [{ command: hostile, result: { Err: hostile } }], { errors: [hostile], file: hostile }]).facts({
      known: [`not ${hostile}`],
    }),
    (path) => path,
  );
  const escaped = '&lt;img src=x onerror=alert(1)&gt;&quot; \\u202e\\u2028&lt;!--ipc:title--&gt; $&amp;';
  expect(page.split(escaped).length).toBeGreaterThan(5);
  expect(page).not.toMatch(/<img|[\u202e\u2028]|<script/);
});

test('the policy allows the page its own style and nothing else', () => {
  const page = runPage(reportOf().facts(), (path) => path);
  expect(page).toMatch(/default-src 'none'; script-src 'none'; style-src 'sha256-[\w+/]+=*'; img-src data:;/);
});

test('an empty run has a page that says so', () => {
  const page = runPage(reportOf().facts({ known: [] }), (path) => path);
  expect(page).toContain('<title>0 tests: 0 failed, 0 flaky · IPC of the run</title>');
  for (const sentence of ['No session is of a test that failed.', "No session has a call of the app's own."])
    expect(page).toContain(sentence);
  expect(page).toContain('Each has been called.');
  expect(page).not.toContain('<table');
});

test('times stand beside those of an earlier run, and what became much slower is marked', () => {
  const calls = (command: string, factor: number) => TIMES.map((took) => ({ command, took: took * factor }));
  const earlier = reportOf(['one', [...calls('save', 1), ...calls('load', 1)], { status: 'passed' }]);
  const now = reportOf([
    'one',
    [...calls('save', 3), ...calls('load', 1.1), ...calls('list', 1)],
    { status: 'passed' },
  ]);
  const page = runPage(now.facts({ earlier }), (path) => path);
  const rowOf = (command: string) => new RegExp(`>${command}</th>[^]*?</tr>`).exec(page)?.[0] ?? '';
  expect(rowOf('save')).toContain('<td class="number">60 ms</td><td class="number">900 ms</td>');
  expect(rowOf('save')).toContain('<td class="number">20 ms</td><td class="number is-pending">+200 %</td>');
  expect(rowOf('load')).toContain('<td class="number">+10 %</td>');
  expect(rowOf('list')).toContain('<td class="number"></td><td class="number"></td>');
  expect(runPage(now.facts(), (path) => path)).not.toContain('median before');
});

test('a page has so many entries and no more, and says what it leaves out', () => {
  const calls = Array.from({ length: 1_200 }, (_, at) => ({ command: `c${'x'.repeat(at % 20)}${letters(at)}` }));
  const page = runPage(reportOf(['one', calls]).facts(), (path) => path);
  expect(page.match(/<th scope="row"/g)).toHaveLength(500);
  expect(page).toContain('… and 700 more commands.');
});

test('long texts and many tests do not make a large page', () => {
  const long = 'x'.repeat(100_000);
  const calls = [GONE, ...Array.from({ length: 20 }, (_, at) => ({ command: `c${letters(at)}` }))];
  const report = reportOf(
    ...Array.from({ length: 600 }, (_, at): Parameters<typeof reportOf>[number] => {
      return [`${at} ${long}`, calls, { errors: [long] }];
    }),
  );
  const page = runPage(report.facts(), (path) => path);
  const texts = [...page.matchAll(/<summary>([^<]*)|… and (\d+) more\./g)].map(([text]) => text);
  expect(texts.slice(0, 2)).toEqual(['<summary>595 more tests', '… and 100 more.']);
  expect(texts.slice(-2)).toEqual(['<summary>600 tests', '… and 550 more.']);
  expect(page.length).toBeLessThan(2_000_000);
});

/** A name of letters for each number: numbers in the names of commands are one. */
function letters(at: number): string {
  return [...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('_');
}
