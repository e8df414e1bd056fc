import { expect, test } from '@playwright/test';
import { fakeSession, timestampAt } from '../replay/fake-session.test.support.ts';
import type { ObservedPage, SessionObserved } from '../session/format/schema.ts';
import { explainNoCalls } from './explain-no-calls.ts';

const NOTHING: SessionObserved = { pages: [], sources: ['tauri'], reporter: true, redaction: true };
const URL = 'http://localhost:1420/';

const explain = (observed: Partial<SessionObserved>) =>
  explainNoCalls({ events: [], observed: { ...NOTHING, ...observed } });
const explainPage = (page: Partial<ObservedPage>, sources = ['tauri']) =>
  explain({ pages: [{ url: URL, capture: 'started', runtimes: [], ...page }], sources });

test('a session with a call needs no reason', () => {
  expect(explainNoCalls(fakeSession([{ command: 'load' }]))).toEqual([]);
});

test('a session that does not say what was observed says so', () => {
  expect(explainNoCalls(fakeSession([]))).toEqual([
    'The session does not say what was observed: its recording was cut short, as by a killed worker, or another program made it.',
  ]);
});

test('one-way traffic, and what the filters left out, is what there is instead of calls', () => {
  const sends = fakeSession([
    { command: 'log', kind: 'send' },
    { command: 'log', kind: 'send' },
    { command: 'saved', kind: 'push' },
  ]);
  expect(explainNoCalls({ ...sends, excluded: { filtered: 12 } })).toEqual([
    'The options include and exclude left out 12 calls and messages: change them to have these recorded.',
    'All traffic was one-way, which is no call: 2 sends and 1 push. The timeline lists it.',
  ]);
});

test('a call that began before the test is none of it', () => {
  const carried = fakeSession([{ command: 'load', carried_over: true }]);
  expect(explainNoCalls({ ...carried, observed: NOTHING })[0]).toBe(
    '1 call that ended in the test began before it: it belongs to what ran then.',
  );
});

test('a runtime that is there and silent is told from one whose source is off', () => {
  expect(explainPage({ runtimes: ['tauri'] })).toEqual([
    `Tauri is in the page at ${URL}, and the app called nothing by it up to the end of the test.`,
  ]);
  expect(explainPage({ runtimes: ['tauri'] }, [])).toEqual([
    `Tauri is in the page at ${URL}, and its source is off: take "tauri: false" out of sources in the option ipcRecorder.`,
  ]);
});

test('the wire of other runtimes is no reason of its own', () => {
  expect(explainPage({ runtimes: ['webview2', 'tauri'] })).toHaveLength(1);
});

test('a page that did not answer is not said to have no runtime', () => {
  expect(explainPage({ capture: 'unknown' })).toEqual([
    `The page at ${URL} could not be looked into at the end of the test: a dialog was open, it was loading, or it had crashed.`,
  ]);
});

test('a page that was closed is named by its address', () => {
  const at = timestampAt(0);
  const closed = { type: 'WindowEvent', label: 'main', event: 'page.closed', timestamp: at, url: URL } as const;
  expect(explainNoCalls({ events: [{ index: 0, timestamp: at, event: closed }], observed: NOTHING })).toEqual([
    `The page at ${URL} was closed before the recorder looked at it, and called nothing until then.`,
  ]);
});

test('the reasons stay on one screen, and none can move the cursor', () => {
  const pages = Array.from({ length: 9 }, () => ({
    url: `${URL}\u001b[2J${'x'.repeat(500)}`,
    capture: 'started',
    runtimes: [],
  }));
  const reasons = explain({ pages });
  expect(reasons).toHaveLength(4);
  expect(reasons.at(-1)).toBe('There are 6 more reasons like these.');
  expect(reasons.join('')).not.toContain('\u001b');
  expect(Math.max(...reasons.map(({ length }) => length))).toBeLessThan(350);
});
