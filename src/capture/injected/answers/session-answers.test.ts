// A page that answers from a session, with Node beside it, without a browser.
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type FakeCall, fakeSession, fakeStep } from '../../../replay/fake-session.test.support.ts';
import type { CheckpointStep } from '../../../session/format/schema.ts';
import { FRAME, ReplayedPage } from './replayed-page.test.support.ts';

const QUICK = 0.2;
const call = (command: string, answer: unknown, rest: Partial<FakeCall> = {}): FakeCall => ({
  command,
  result: { Ok: answer },
  took: QUICK,
  source: 'tauri',
  ...rest,
});

test('what a mock answered at once is answered at once, a chain of it too', async () => {
  const page = new ReplayedPage(fakeSession([call('a', 1), call('b', 2), call('c', 3)]));
  await page.load();
  await page.call('a');
  const chain = page.call('b').then(() => page.call('c'));
  const answers: unknown[] = [];
  void chain.then((answer) => answers.push(answer));
  // No task runs meanwhile: the clock stands still.
  for (let hop = 0; hop < 40; hop += 1) await Promise.resolve();
  expect(answers).toEqual([3]);
});

test('what took its time comes in a task of its own', async () => {
  const page = new ReplayedPage(fakeSession([call('first', 0), call('slow', 1, { took: 8 })]));
  await page.load();
  await page.call('first');
  const answers: unknown[] = [];
  void page.call('slow').then((answer) => answers.push(answer));
  for (let hop = 0; hop < 40; hop += 1) await Promise.resolve();
  expect(answers).toEqual([]);
  await page.settled();
  expect(answers).toEqual([1]);
});

test('the next document goes on where the one before it was, open calls and all', async () => {
  const page = new ReplayedPage(
    fakeSession([
      call('next', 'one', { id: 'd1-1' }),
      call('next', 'two', { id: 'd1-2', at: 10, took: 50 }),
      call('hangs', 'late', { id: 'd1-3', at: 11, took: 40 }),
      call('next', 'three', { id: 'd2-1', at: 100 }),
    ]),
  );
  await page.load();
  expect(await page.call('next')).toBe('one');
  void page.call('next');
  void page.call('hangs');
  await page.load();
  const third = page.call('next');
  await page.settled();
  expect(await third).toBe('three');
  await page.replay.toNode();
  expect(page.stub.report()).toMatchObject({ answered: 4, missed: [], unused: [] });
});

test('a push that came before any call waits until the listening for it has had its answer', async () => {
  const page = new ReplayedPage(fakeSession([{ command: 'told', kind: 'push', args: 7, at: 0 }]));
  const got: unknown[] = [];
  page.onPush = (payload) => got.push(payload);
  await page.load();
  expect(got).toEqual([]);
  const listening = {
    id: 'live1-1',
    source: 'tauri',
    command: 'plugin:event|listen',
    args: { event: 'told' },
  } as const;
  page.seen(listening);
  await page.settled();
  expect(got).toEqual([]);
  page.seen({ ...listening, value: 1 });
  await page.settled();
  expect(got).toEqual([7]);
});

test('steps count from where the test is, in the next document too', async () => {
  const session = fakeSession(
    [call('get', 'before', { at: 0 }), call('get', 'between', { at: 1_000 }), call('get', 'after', { at: 2_000 })],
    { checkpoints: [fakeStep('begin', ['one'], 1), fakeStep('end', ['one'], 2)] },
  );
  const page = new ReplayedPage(session);
  await page.load();
  const [begin, end] = session.checkpoints.flatMap(({ step }) => step ?? []) as [CheckpointStep, CheckpointStep];
  page.replay.boundaryReached({ step: begin });
  expect(await page.call('get')).toBe('between');
  page.replay.boundaryReached({ step: end });
  await page.load();
  expect(await page.call('get')).toBe('after');
});

test('steps count that the test came to before its first document', async () => {
  const session = fakeSession([call('get', 'before', { at: 0 }), call('get', 'in it', { at: 1_000 })], {
    checkpoints: [fakeStep('begin', ['one'], 1)],
  });
  const page = new ReplayedPage(session);
  for (const { step } of session.checkpoints) if (step !== undefined) page.replay.boundaryReached({ step });
  await page.load();
  expect(await page.call('get')).toBe('in it');
});

test('Node is told of each question that has found its call, and then of its answer', async () => {
  const page = new ReplayedPage(fakeSession([call('get', 1), call('slow', 2, { took: 8 })]));
  await page.load();
  await page.call('get');
  const slow = page.call('slow');
  await Promise.resolve();
  expect(page.told).toEqual(['document', 'asked', 'given', 'asked']);
  await page.settled();
  await slow;
  expect(page.told).toEqual(['document', 'asked', 'given', 'asked', 'given']);
});

test('a call that was not recorded is for Node to refuse, and counts as missed', async () => {
  const page = new ReplayedPage(fakeSession([call('get', 1)]));
  await page.load();
  await expect(page.call('other')).rejects.toContain('The recording has no answer for other');
  expect(page.asked.map(({ about }) => about)).toEqual(['miss']);
  expect(page.stub.report().missed).toHaveLength(1);
});

test('a route of the test answers first, and the recorded call counts as made', async () => {
  const page = new ReplayedPage(fakeSession([call('get', 1), call('get', 2)]));
  await page.load();
  page.routes.get = { ok: 'routed', mocked: true, afterwards() {} };
  expect(await page.call('get')).toBe('routed');
  page.routes.get = { pass: true };
  expect(await page.call('get')).toBe(2);
  expect(page.stub.report()).toMatchObject({ answered: 1, unused: [] });
});

test('a command that is left to the app is, and the recorded call counts as made', async () => {
  const page = new ReplayedPage(fakeSession([call('open', 1), call('get', 2)]), { passthrough: ['open'] });
  await page.load();
  expect(await page.call('open')).toBe('passed');
  expect(await page.call('get')).toBe(2);
  expect(page.stub.report()).toMatchObject({ answered: 1, leftToApp: 1, unused: [] });
});

test('when a second window asks, Node goes on from where the page was', async () => {
  const page = new ReplayedPage(
    fakeSession([
      call('get', 1),
      call('get', 2),
      call('slow', 'slow', { at: 30, took: 30 }),
      call('fast', 'fast', { at: 35 }),
    ]),
  );
  await page.load();
  expect(await page.call('get')).toBe(1);
  const slow = page.call('slow');
  await page.replay.resume({ t: 'resume', replay: 1, asks: true }, { name: 'another' } as never);
  // The answer waits in Node for the one that came before it.
  const [fast, second] = [page.call('fast'), page.call('get')];
  await page.settled();
  expect(await Promise.all([slow, fast, second])).toEqual(['slow', 'fast', 2]);
  expect(page.stub.report()).toMatchObject({ answered: 4, missed: [], unused: [] });
});

test('when a second window asks, a call that a route has answered keeps that answer', async () => {
  const page = new ReplayedPage(fakeSession([call('first', 0), call('slow', 1, { took: 8 }), call('get', 2)]));
  await page.load();
  page.routes.get = { ok: 'routed', mocked: true, afterwards() {} };
  void page.call('first');
  void page.call('slow');
  const routed = page.call('get');
  // The route has answered, and the answer to the slow call is on its way before it.
  for (let hop = 0; hop < 20; hop += 1) await Promise.resolve();
  await page.replay.toNode();
  await page.settled();
  expect(await routed).toBe('routed');
  expect(page.asked.map(({ about }) => about)).toEqual(['routes', 'again', 'again']);
});

test('a route that decides when Node answers already has the recorded call counted as made', async () => {
  const page = new ReplayedPage(fakeSession([call('first', 0), call('get', 1)]));
  await page.load();
  page.routes.get = { ok: 'routed', mocked: true, afterwards() {} };
  await page.call('first');
  const routed = page.call('get');
  await page.replay.toNode();
  await page.settled();
  expect(await routed).toBe('routed');
  expect(page.stub.report()).toMatchObject({ answered: 1, unused: [] });
});

test('a call whose route cannot be asked fails, and does not hang', async () => {
  const page = new ReplayedPage(fakeSession([call('get', 1)]));
  await page.load();
  Object.defineProperty(page.routes, 'get', {
    get() {
      throw new Error('closed');
    },
  });
  await expect(page.call('get')).rejects.toThrow('closed');
});

for (const moment of ['waits', 'is on its way'])
  test(`a push that ${moment} when Node goes on is Node's alone`, async () => {
    const page = new ReplayedPage(
      fakeSession([
        call('plugin:event|listen', 1, { args: { event: 'told', handler: 1 } }),
        ...(moment === 'waits' ? [call('other', 1, { at: 5, took: 300 })] : []),
        call('get', 1, { at: 10, took: 300 }),
        { command: 'told', kind: 'push', args: 7, at: 11 },
      ]),
    );
    const got: unknown[] = [];
    page.onPush = (payload) => got.push(payload);
    await page.load();
    page.listen('told');
    void page.call('get');
    // An answer takes the push along. Where that waits for another one, the push waits a tenth of a second.
    if (moment === 'waits') await page.settled();
    await page.replay.toNode();
    await page.pass(2_000);
    expect(got).toEqual([]);
    expect(page.told).not.toContain('pushed');
  });

test('Node goes on when a document has done something that the next one does not know of', async () => {
  const page = new ReplayedPage(fakeSession([call('save', 'first'), call('save', 'second')]));
  await page.load();
  await page.load();
  const question = { id: 'live1-1', command: 'save', args: {}, window: 'main' };
  const asked = { did: 'asked', question, by: 'recording', index: 0, repeated: false, shifted: false } as const;
  page.replay.happened({ t: 'fact', replay: 1, document: 1, fact: asked }, FRAME);
  page.replay.happened({ t: 'fact', replay: 1, document: 1, fact: { did: 'given', id: 'live1-1' } }, FRAME);
  const answer = page.call('save');
  await page.settled();
  expect(await answer).toBe('second');
});

test('Node says of a call that may mean several which ones the page has found', async () => {
  const keep = (id: string, at: number) => call('keep', id, { args: { id }, at, took: 50 });
  const page = new ReplayedPage(fakeSession([keep('draft-k3j9x2p0q1', 0), keep('draft-2b6n8r4t1y', 10)]));
  await page.load();
  const kept = page.call('keep', { id: 'draft-9a7c5e3g1z' });
  await expect(kept).rejects.toContain('#0 and #1 could be meant');
});

test('a page that has no calls takes nothing from the one that answers', async () => {
  const page = new ReplayedPage(fakeSession([call('get', 1)]));
  await page.load();
  await page.call('get');
  const other = { name: 'another' } as never;
  expect(await page.replay.resume({ t: 'resume', replay: 1, asks: false }, other)).toEqual({ instead: 'another' });
  expect(await page.replay.resume({ t: 'resume', replay: 1, asks: false }, FRAME)).toMatchObject({ boundaries: [] });
});

/** A call of a random app. */
interface AppCall {
  command: string;
  /** Whether an id is among its arguments, and in its answer, that is new in each run. */
  hasId: boolean;
  isQuick: boolean;
}

/** Calls that are made at once and waited for, or a push, or a new document. */
type Act = AppCall[] | 'push' | 'reload';

const appCall: fc.Arbitrary<AppCall> = fc.record({
  command: fc.constantFrom('get', 'list', 'poll'),
  hasId: fc.boolean(),
  isQuick: fc.boolean(),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.array(appCall, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant('push' as const) },
  { weight: 1, arbitrary: fc.constant('reload' as const) },
);

/** The n-th id of a run, in the form of a UUID. */
const idOf = (run: number, count: number) =>
  `${String(run).repeat(8)}-aaaa-4bbb-8ccc-${String(count).padStart(12, '0')}`;

/** What the n-th thing of a run is about: the same question is asked twice, and no more often, which would make it a poll. */
const aboutOf = (count: number) => Math.floor(count / 2);

/** The recording of an app, and what it was given, in order. */
function record(acts: Act[]): { calls: FakeCall[]; given: unknown[] } {
  const calls: FakeCall[] = [];
  const given: unknown[] = [];
  let at = 0;
  let [document, number, ids, count] = [1, 0, 0, 0];
  const next = () => {
    number += 1;
    return { id: `rec${document}-${number}`, source: 'tauri', page: 'page-1' };
  };
  const listen = () =>
    calls.push(call('plugin:event|listen', 1, { ...next(), at, args: { event: 'told', handler: 1 } }));
  listen();
  for (const one of acts) {
    at += 20;
    if (one === 'reload') {
      document += 1;
      number = 0;
      listen();
    } else if (one === 'push') {
      count += 1;
      calls.push({ ...next(), command: 'told', kind: 'push', args: count, at });
      given.push(count);
    } else {
      const answers = one.map(({ command, hasId, isQuick }, nth) => {
        count += 1;
        if (hasId) ids += 1;
        const id = hasId ? { id: idOf(1, ids) } : {};
        const answer = { n: count, ...id };
        const args = { ...id, about: aboutOf(count) };
        calls.push(call(command, answer, { ...next(), args, at, took: isQuick ? QUICK : 5 + nth }));
        return { answer, isQuick };
      });
      for (const isQuick of [true, false])
        given.push(...answers.filter((one) => one.isQuick === isQuick).map(({ answer }) => answer));
      at += 20;
    }
  }
  return { calls, given };
}

test('a random app is given what it was given when it was recorded, in that order, with the ids of this run, and Node knows of all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
      const { calls, given } = record(acts);
      const page = new ReplayedPage(fakeSession(calls));
      const got: unknown[] = [];
      page.onPush = (payload) => got.push(payload);
      await page.load();
      page.listen('told');
      let [ids, count] = [0, 0];
      for (const one of acts) {
        if (one === 'push') count += 1;
        if (one === 'reload') {
          await page.load();
          page.listen('told');
        } else if (one !== 'push') {
          for (const { command, hasId } of one) {
            count += 1;
            if (hasId) ids += 1;
            const asked = page.call(command, { ...(hasId ? { id: idOf(2, ids) } : {}), about: aboutOf(count) });
            void asked.then((answer) => got.push(answer));
          }
        }
        await page.settled();
        // A push waits a little for an answer to come along with.
        if (one === 'push') await page.pass(600);
      }
      await page.settled();
      expect(JSON.parse(JSON.stringify(got).replaceAll('22222222-', '11111111-'))).toEqual(given);
      expect(page.asked).toEqual([]);
      await page.replay.toNode();
      expect(page.stub.report()).toMatchObject({ missed: [], unused: [], shifted: 0 });
    }),
    { numRuns: 150 },
  );
});
