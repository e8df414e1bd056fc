import { test as base, expect } from '@playwright/test';
import type { SessionGap } from '../../session/format/schema.ts';
import { isDone, startTimer } from '../../std/timers.ts';
import type { IpcSink } from '../source/ipc-source.ts';
import type { VictauriClient } from './victauri-client.ts';
import { VictauriSource } from './victauri-source.ts';
import type { Question } from './window-tap.ts';

/** An app whose windows have each made one call, `hello` with their label, before they are observed. */
class FakeApp {
  labels = ['main'];
  isAway = false;
  failedLooks = 0;
  looks = 0;
  /** The window that no evaluation is allowed in. */
  closedTo = '';
  /** Whether evaluations in it have no end, rather than failing at once. */
  hangs = false;
  hanging = 0;

  async windows(): Promise<string[]> {
    this.looks += 1;
    if (!this.isAway) return this.labels;
    this.failedLooks += 1;
    throw new Error('does not answer');
  }

  async evaluate(code: string, label: string): Promise<string> {
    if (label === this.closedTo && !this.hangs) throw new Error('not allowed');
    if (label === this.closedTo) {
      this.hanging += 1;
      await new Promise(() => {});
    }
    const question = /tap\.drain\((\{.*?\})\)/.exec(code)?.[1];
    if (question === undefined) {
      const call = { id: 1, command: 'hello', args: { label }, timestamp: Date.now(), status: 'ok', duration_ms: 1 };
      return JSON.stringify({ tails: [], document: label, log: [call] });
    }
    const { document, waitMs } = JSON.parse(question) as Question;
    if (document === undefined) return 'null';
    await new Promise((resolve) => startTimer(resolve, waitMs));
    return JSON.stringify({ document, from: 0, batches: [], told: 0, log: [], ended: [] });
  }
}

/** A recording that takes what a source sees. */
class FakeRecording implements IpcSink {
  readonly callers: unknown[] = [];
  readonly windowEvents: string[] = [];
  readonly gaps: SessionGap[] = [];

  started: IpcSink['started'] = ({ id = '', webview_label }) => {
    this.callers.push(webview_label);
    return { id };
  };
  settled(): void {}
  event: IpcSink['event'] = (event) => {
    if (event.type === 'WindowEvent') this.windowEvents.push(`${event.label}: ${event.event}`);
  };
  gap(gap: SessionGap): void {
    if (gap.reason === 'lost-messages') this.gaps.push(gap);
  }
}

const test = base.extend<{ app: FakeApp; recording: FakeRecording; source: VictauriSource }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures in it
  app: async ({}, use) => await use(new FakeApp()),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures in it
  recording: async ({}, use) => await use(new FakeRecording()),
  source: async ({ app }, use) => {
    const source = new VictauriSource(app as unknown as VictauriClient, { since: 0 });
    await use(source);
    source.gone('app.closed');
  },
});

test('an app that has not answered for a while is observed when it answers again, and the recording says so', async ({
  app,
  recording,
  source,
}) => {
  await source.attach(recording);
  expect(recording.gaps).toEqual([]);
  app.isAway = true;
  await expect.poll(() => app.failedLooks).toBeGreaterThan(5);
  expect(recording.gaps[0]).toEqual({ reason: 'lost-messages' });
  const { length } = recording.gaps;
  app.isAway = false;
  app.labels = ['main', 'settings'];
  await source.drain();
  expect(recording.callers).toEqual(['main', 'settings']);
  expect(recording.windowEvents).toEqual(['main: page.opened', 'settings: page.opened']);
  // The test in which it answers again lacks calls as well.
  expect(recording.gaps.length).toBeGreaterThan(length);
});

test('a window that refuses evaluations is told of once, as missing, and observed when it allows them', async ({
  app,
  recording,
  source,
}) => {
  app.labels = ['main', 'foreign'];
  app.closedTo = 'foreign';
  await source.attach(recording);
  await expect.poll(() => app.looks).toBeGreaterThan(5);
  await source.drain();
  expect(recording.windowEvents).toEqual(['main: page.opened', 'foreign: page.opened']);
  expect(recording.gaps).toContainEqual({ reason: 'lost-messages', page: 'foreign' });
  expect(recording.gaps).not.toContainEqual({ reason: 'lost-messages', page: 'main' });
  app.closedTo = '';
  await expect.poll(() => recording.callers).toEqual(['main', 'foreign']);
  const { length } = recording.gaps;
  await source.drain();
  expect(recording.gaps).toHaveLength(length);
});

test('a window that has not answered for a while is waited for no longer', async ({ app, recording, source }) => {
  app.labels = ['main', 'foreign'];
  app.closedTo = 'foreign';
  await source.attach(recording);
  app.hangs = true;
  await expect.poll(() => app.hanging).toBeGreaterThan(0);
  expect(await isDone(source.drain(), 10_000)).toBe(true);
});
