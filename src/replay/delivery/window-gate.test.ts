import { expect, test } from '@playwright/test';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import { StubBackend } from '../stub-backend.ts';
import type { LivePush } from '../stub-host.ts';
import { HandClock } from './hand-clock.test.support.ts';
import type { Windows } from './window-gate.ts';

interface FakeWindow {
  name: string;
  documents: number;
  listeners: number;
  isWhole: boolean;
}

/** A replay with windows that do nothing but have a state. */
function replayIn(calls: FakeCall[]) {
  const clock = new HandClock();
  const came: string[] = [];
  const known = new Map<string, FakeWindow>();
  const learnt = new Map<string, FakeWindow>();
  /** The windows in which nobody hears anything. */
  const deaf = new Set<string>();
  const windows: Windows<FakeWindow> = {
    find: ({ page = '' }, likely) => likely ?? learnt.get(page) ?? known.get(page),
    progress: (_push, window) => ({
      documents: 0,
      isWhole: false,
      ...window,
      listeners: () => window?.listeners ?? 0,
      events: () => [],
    }),
    learn: ({ page = '' }, window) => void learnt.set(page, window),
  };
  const note = (pushes: LivePush<FakeWindow>[]) =>
    came.push(...pushes.map(({ push, window }) => `${push.command} in ${window?.name}`));
  const backend: StubBackend<FakeWindow> = new StubBackend<FakeWindow>(
    fakeSession(calls),
    {},
    {
      clock,
      windows,
      deliver: ({ before, answer, after }) => {
        const lost = [...before, ...after].filter(({ window }) => deaf.has(window?.name ?? ''));
        note(before.filter((push) => !lost.includes(push)));
        answer?.give({ before: [], after: [] });
        if (answer !== undefined) came.push(`answer in ${answer.window?.name}`);
        note(after.filter((push) => !lost.includes(push)));
        return lost.length === 0 ? undefined : Promise.resolve(lost);
      },
    },
  );
  return {
    ...{ backend, clock, came, deaf },
    /** A window has had so many documents, and listens so often. */
    open(name: string, documents: number, listeners: number, isWhole = true): FakeWindow {
      const window = known.get(name) ?? { name, documents, listeners, isWhole };
      Object.assign(window, { documents, listeners, isWhole });
      known.set(name, window);
      backend.windowAdvanced(window);
      clock.settle();
      return window;
    },
    ask(command: string, window: FakeWindow): void {
      void backend.answerWhenDue({ command, args: {} }, window);
      clock.settle();
    },
  };
}

const listen = (page: string, id: string, at: number): FakeCall => ({
  ...{ command: 'plugin:event|listen', page, id, at, took: 1, args: { event: 'told', handler: 1 } },
});
const call = (command: string, page: string, id: string, at: number, took = 5): FakeCall => ({
  ...{ command, page, id, at, took },
});
const told = (page: string, id: string, at: number): FakeCall => ({ command: 'told', kind: 'push', page, id, at });

/** One window, that saves and is loaded again; and a push to its second document. */
const RELOADED = [
  listen('page-1', 'aaa-1', 0),
  call('save', 'page-1', 'aaa-2', 10),
  listen('page-1', 'bbb-1', 100),
  told('page-1', 'bbb-2', 110),
];

test('a push waits for the document it came to, which was loaded after the call that it came behind', () => {
  const { open, ask, came } = replayIn(RELOADED);
  ask('save', open('page-1', 1, 1));
  expect(came).toEqual(['answer in page-1']);
  open('page-1', 2, 0);
  expect(came).toEqual(['answer in page-1']);
  open('page-1', 2, 1);
  expect(came).toEqual(['answer in page-1', 'told in page-1']);
});

test('in a test that loads fewer documents than were recorded, a push waits for no more than came in between', () => {
  const { open, ask, came } = replayIn([
    listen('page-1', 'aaa-1', 0),
    listen('page-1', 'bbb-1', 50),
    call('save', 'page-1', 'bbb-2', 60),
    told('page-1', 'bbb-3', 70),
  ]);
  ask('save', open('page-1', 1, 1));
  expect(came).toEqual(['answer in page-1', 'told in page-1']);
});

test('of fewer documents than were recorded, a push waits for as many more as came after the call that it came behind', () => {
  const { open, ask, came } = replayIn([
    listen('page-1', 'zzz-1', 0),
    ...RELOADED.map((one) => ({ ...one, at: 200 + (one.at ?? 0) })),
  ]);
  ask('save', open('page-1', 1, 1));
  expect(came).toEqual(['answer in page-1']);
  open('page-1', 2, 1);
  expect(came).toEqual(['answer in page-1', 'told in page-1']);
});

test('an answer waits for a push to its own window that does not listen yet, but not for long', () => {
  const calls = [listen('page-1', 'aaa-1', 0), call('save', 'page-1', 'aaa-2', 10, 50), told('page-1', 'aaa-3', 20)];
  const soon = replayIn(calls);
  soon.ask('save', soon.open('page-1', 1, 0));
  expect(soon.came).toEqual([]);
  soon.open('page-1', 1, 1);
  expect(soon.came).toEqual(['told in page-1', 'answer in page-1']);

  const late = replayIn(calls);
  late.ask('save', late.open('page-1', 1, 0));
  late.clock.pass(499);
  expect(late.came).toEqual([]);
  late.clock.pass(1);
  expect(late.came).toEqual(['answer in page-1']);
  late.open('page-1', 1, 1);
  expect(late.came).toEqual(['answer in page-1', 'told in page-1']);
});

test('no answer waits for a push to another window, or to a document that is still to be loaded', () => {
  const other = replayIn([
    listen('page-2', 'ccc-1', 0),
    call('save', 'page-1', 'aaa-2', 10, 50),
    told('page-2', 'ccc-2', 20),
  ]);
  other.open('page-2', 1, 0);
  other.ask('save', other.open('page-1', 1, 0));
  expect(other.came).toEqual(['answer in page-1']);

  const reloaded = replayIn([call('save', 'page-1', 'aaa-1', 0, 500), ...RELOADED.slice(2)]);
  reloaded.ask('save', reloaded.open('page-1', 1, 0));
  expect(reloaded.came).toEqual(['answer in page-1']);
});

test('of a document whose calls are not all known no listener is asked', () => {
  const { open, ask, came } = replayIn([
    listen('page-1', 'aaa-1', 0),
    call('save', 'page-1', 'aaa-2', 10),
    told('page-1', 'aaa-3', 20),
  ]);
  ask('save', open('page-1', 1, 0, false));
  expect(came).toEqual(['answer in page-1', 'told in page-1']);
});

test('what came before any call waits for as many listeners as there were', () => {
  const { open, came } = replayIn([
    listen('page-1', 'aaa-1', 0),
    listen('page-1', 'aaa-2', 5),
    told('page-1', 'aaa-3', 10),
  ]);
  open('page-1', 1, 1);
  expect(came).toEqual([]);
  open('page-1', 1, 2);
  expect(came).toEqual(['told in page-1']);
});

test('where listening is no call, what finds nobody in a window that has loaded waits for the next document', async () => {
  const { backend, clock, open, came, deaf } = replayIn([{ ...told('page-1', 'aaa-1', 0), source: 'wails-v3' }]);
  const window = open('page-1', 0, 0);
  const load = async () => {
    backend.windowLoaded(window);
    await new Promise<void>((resolve) => setImmediate(resolve));
    clock.settle();
  };
  deaf.add('page-1');
  await load();
  expect(came).toEqual([]);
  deaf.clear();
  await load();
  await load();
  expect(came).toEqual(['told in page-1']);
});

test('a push to the window of the call that it came behind goes to whichever has made that call', () => {
  const { open, ask, came } = replayIn([
    call('save', 'page-1', 'aaa-1', 0),
    told('page-1', 'aaa-2', 10),
    call('save', 'page-2', 'bbb-1', 20),
    told('page-2', 'bbb-2', 30),
  ]);
  const [first, second] = [open('page-1', 1, 0), open('page-2', 1, 0)];
  ask('save', second);
  ask('save', first);
  expect(came).toEqual(['answer in page-2', 'told in page-2', 'answer in page-1', 'told in page-1']);
});

test('a window is known by a call that only one window had made', () => {
  const { open, ask, came } = replayIn([
    call('settings', 'page-2', 'bbb-1', 0),
    call('save', 'page-1', 'aaa-1', 20),
    told('page-2', 'bbb-2', 30),
  ]);
  const [first, second] = [open('page-2', 1, 0), open('page-1', 1, 0)];
  ask('settings', second);
  ask('save', first);
  expect(came.at(-1)).toBe('told in page-1');
});

test('where all was recorded in one window, a push goes to the window that was heard of last', () => {
  const { open, came } = replayIn([
    listen('page-1', 'aaa-1', 0),
    told('page-1', 'aaa-2', 10),
    call('save', 'page-1', 'aaa-3', 20),
  ]);
  open('page-1', 0, 0);
  open('page-7', 1, 1);
  expect(came).toEqual(['told in page-7']);
});
