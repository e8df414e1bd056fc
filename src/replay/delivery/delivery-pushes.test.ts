import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import { StubBackend } from '../stub-backend.ts';

/** Milliseconds between two things that happen. */
const TICK = 10;

const commandsOf = (pushes: { command: string }[]) => pushes.map(({ command }) => command);

/** The pushes around the answers to these commands, asked for in this order. */
function around(calls: FakeCall[], ...commands: string[]): [command: string, before: string[], after: string[]][] {
  const backend = new StubBackend(fakeSession(calls));
  return commands.map((command) => {
    const answer = backend.answer({ command, args: {} });
    return answer.kind === 'miss'
      ? [command, [answer.message], []]
      : [command, commandsOf(answer.before), commandsOf(answer.after)];
  });
}

/** Asks for commands when they are due, and keeps what comes. */
function logging(calls: FakeCall[]): { log: string[]; ask(command: string): Promise<void> } {
  const backend = new StubBackend(fakeSession(calls));
  const log: string[] = [];
  return {
    log,
    ask: async (command) => {
      const answer = await backend.answerWhenDue({ command, args: {} });
      if (answer.kind === 'ok') log.push(...commandsOf(answer.before), command, ...commandsOf(answer.after));
    },
  };
}

const push = (command: string, at: number, rest: Partial<FakeCall> = {}): FakeCall => ({
  command,
  at,
  kind: 'push',
  ...rest,
});

test('a push comes before the next answer, though the call it came behind is answered later', () => {
  const calls = [{ command: 'load', at: 0, took: 30 }, { command: 'start', at: 10, took: 40 }, push('started', 20)];
  expect(around(calls, 'start', 'load')).toEqual([
    ['start', ['started'], []],
    ['load', [], []],
  ]);
  // Which one is given first is for the timing to say: here both are given as they are asked for.
  expect(around(calls, 'load', 'start')).toEqual([
    ['load', [], []],
    ['start', ['started'], []],
  ]);
});

test('an answer waits for the call behind which a push came before it', async () => {
  const calls = [{ command: 'load', at: 0, took: 30 }, { command: 'start', at: 10, took: 40 }, push('started', 20)];
  const { log, ask } = logging(calls);
  const loading = ask('load');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(log).toEqual([]);
  await Promise.all([loading, ask('start')]);
  expect(log).toEqual(['started', 'load', 'start']);
});

test('a push does not come before answers that came before it, though its call is made early', async () => {
  const calls = [
    { command: 'first', at: 0, took: 30 },
    { command: 'second', at: 40, took: 10 },
    { command: 'long', at: 55, took: 35 },
    { command: 'early', at: 60, took: 40 },
    push('pushed', 70),
  ];
  const { log, ask } = logging(calls);
  const early = ask('early');
  for (const command of ['first', 'second', 'long']) await ask(command);
  await early;
  expect(log).toEqual(['first', 'second', 'pushed', 'long', 'early']);
});

test('polls bring nothing, however many are made', () => {
  const status = { command: 'get_status', took: 5 };
  const calls = [
    { ...status, at: 0 },
    { command: 'load_note', at: 10 },
    push('loading', 12),
    { ...status, at: 30 },
    push('loaded', 45),
    { ...status, at: 60 },
    { command: 'get_list', at: 80 },
    push('listed', 90),
  ];
  expect(around(calls, 'get_status', 'get_status', 'get_status', 'get_status', 'load_note', 'get_list')).toEqual([
    ...Array.from({ length: 4 }, () => ['get_status', [], []]),
    ['load_note', ['loading'], ['loaded']],
    ['get_list', [], ['listed']],
  ]);
});

test('a call that follows events is no poll: the next event comes behind it', () => {
  const calls = [1, 2, 3].flatMap((nth) => [
    push(`changed ${nth}`, nth * 100),
    { command: 'get_list', at: nth * 100 + 1 },
  ]);
  expect(around([{ command: 'watch', at: 0 }, ...calls], 'watch', 'get_list', 'get_list', 'get_list')).toEqual([
    ['watch', [], ['changed 1']],
    ['get_list', [], ['changed 2']],
    ['get_list', [], ['changed 3']],
    ['get_list', [], []],
  ]);
});

test('a call that is made again as soon as it is answered is a poll', () => {
  const status = (at: number) => ({ command: 'get_status', at, took: 5 });
  const calls = [{ command: 'load_note', at: 0 }, status(20), status(26), status(32), push('loaded', 40)];
  expect(around(calls, 'get_status', 'load_note')).toEqual([
    ['get_status', [], []],
    ['load_note', [], ['loaded']],
  ]);
});

test('writes are no polls, however alike they are', () => {
  const save = (at: number) => ({ command: 'save_note', at });
  const calls = [save(0), push('saved 1', 20), save(100), push('saved 2', 120), save(200), push('saved 3', 220)];
  expect(around(calls, 'save_note', 'save_note')).toEqual([
    ['save_note', [], ['saved 1']],
    ['save_note', [], ['saved 2']],
  ]);
});

test('a push belongs to the call of another window whose clock is behind', () => {
  const calls = [{ command: 'open', at: 0, took: 10.6 }, { command: 'load', at: 10, took: 10 }, push('loading', 12)];
  expect(around(calls, 'open', 'load')).toEqual([
    ['open', [], []],
    ['load', ['loading'], []],
  ]);
});

test('what came behind any other call waits for it', () => {
  for (const command of ['save_note', 'start_download'])
    expect(around([{ command }, push('done', 20), { command: 'get_list', at: 40 }], 'get_list', command)).toEqual([
      ['get_list', [], []],
      [command, [], ['done']],
    ]);
});

test('what came behind a read that this run leaves out comes when the replay is past it, and in the recorded order', () => {
  const calls = [
    { command: 'start', took: 5 },
    { command: 'list_teams', at: 20, took: 5 },
    push('first', 30),
    { command: 'save', at: 40, took: 5 },
    push('second', 50),
    { command: 'list_notes', at: 60, took: 5 },
    push('third', 70),
    { command: 'stop', at: 80, took: 5 },
  ];
  expect(around(calls, 'start', 'save', 'stop')).toEqual([
    ['start', [], []],
    ['save', ['first'], ['second']],
    ['stop', ['third'], []],
  ]);
  expect(around(calls, 'start', 'list_teams', 'save', 'list_notes', 'stop')).toEqual([
    ['start', [], []],
    ['list_teams', [], ['first']],
    ['save', [], ['second']],
    ['list_notes', [], ['third']],
    ['stop', [], []],
  ]);
  // A write may have brought the push: it must have been made before the push comes.
  expect(around(calls, 'save', 'start')).toEqual([
    ['save', [], ['second']],
    ['start', [], ['first']],
  ]);
});

test('what came through the channel of a call that was never answered comes behind what it came behind', () => {
  const calls = [
    { command: 'subscribe', at: 0, took: null },
    { command: 'save_note', at: 20, took: 5 },
    push('saved', 30, { channel: 'c0' }),
  ];
  expect(around(calls, 'subscribe', 'save_note')).toEqual([
    ['subscribe', [], []],
    ['save_note', [], ['saved']],
  ]);
});

test('what goes through a channel waits for the call that brings it, and comes no later than the answer to that call', () => {
  const calls = [
    { command: 'download', at: 0, took: 50 },
    { command: 'save_log', at: 10, took: 5 },
    push('progress', 20, { channel: 'c0' }),
  ];
  expect(around(calls, 'save_log', 'download')).toEqual([
    ['save_log', [], []],
    ['download', ['progress'], []],
  ]);
  expect(around(calls, 'download', 'save_log')).toEqual([
    ['download', ['progress'], []],
    ['save_log', [], []],
  ]);
});

test('what goes through the channel of another call comes, whoever answers the call that it came behind', async () => {
  const calls = (source: string): FakeCall[] => [
    { command: 'download', at: 0, took: 50, source },
    { command: 'open', at: 10, took: 5, source },
    { command: 'part', kind: 'push', at: 20, channel: 'c0', source },
  ];
  const ask = (command: string) => ({ command, args: {} });
  for (const source of ['tauri', 'wails-v3']) {
    const backend = new StubBackend(fakeSession(calls(source)));
    expect(await backend.leaveToApp(ask('open'))).toMatchObject({ before: [], after: [] });
    expect(backend.answer(ask('download'))).toMatchObject({ before: [{ command: 'part' }] });
  }
  const overruled = new StubBackend(fakeSession(calls('tauri')));
  // The test sends what it likes through the channel of a call that it answers.
  expect(await overruled.leaveToTest(ask('download'))).toMatchObject({ before: [], after: [] });
  expect(overruled.answer(ask('open'))).toMatchObject({ before: [], after: [] });
  expect(overruled.report()).toMatchObject({ answered: 1, unused: [] });
});

test('messages for a channel that is never there cost the answers nothing', () => {
  const took = (times: number) => {
    const polls = Array.from({ length: times }, (_, nth): FakeCall[] => [
      { command: 'get_status', at: 20 + nth * 4, took: 1 },
      push('progress', 22 + nth * 4, { channel: 'c0' }),
    ]);
    const backend = new StubBackend(fakeSession([{ command: 'start_download', at: 0, took: null }, ...polls.flat()]));
    const began = performance.now();
    for (const [{ command }] of polls as [FakeCall][]) backend.answer({ command, args: {} });
    return performance.now() - began;
  };
  took(500);
  expect(took(10_000)).toBeLessThan(Math.max(5, took(1_000)) * 60);
});

test('a push through a channel names the call of this run', () => {
  const calls = [{ command: 'download', took: 50 }, push('progress', 20, { channel: 'c0' })];
  const answer = new StubBackend(fakeSession(calls)).answer({ command: 'download', args: {}, id: 'live-7' });
  expect(answer).toMatchObject({ before: [{ command: 'progress', channel: 'live-7' }] });
});

/** Something that happens in a recording. */
type Happening = { kind: 'call' | 'answer' | 'push'; name: string };

/**
 * Chains of calls that go on at the same time, and pushes. Each call is made when the one before it was answered, or after up to
 * `lag` pushes that come then, but before the next answer.
 *
 * @param answers which chain gets the next answer.
 */
function happenings(answers: { chain: number; lag: number; pushes: number }[], chains: number): Happening[] {
  const all: Happening[] = [];
  const steps = new Map<number, number>();
  let due = Array.from({ length: chains }, (_, chain) => ({ name: `${chain}.0`, lag: chain }));
  let pushed = 0;
  const call = (isDue: (lag: number) => boolean) => {
    for (const { name } of due.filter(({ lag }) => isDue(lag))) all.push({ kind: 'call', name });
    due = due.filter(({ lag }) => !isDue(lag));
  };
  for (const { chain, lag, pushes } of answers) {
    call(() => true);
    const step = steps.get(chain) ?? 0;
    steps.set(chain, step + 1);
    all.push({ kind: 'answer', name: `${chain}.${step}` });
    due.push({ name: `${chain}.${step + 1}`, lag });
    for (let nth = 0; nth < pushes; nth++) {
      call((after) => after <= nth);
      all.push({ kind: 'push', name: `push ${pushed++}` });
    }
  }
  // The last call of each chain is never answered.
  call(() => true);
  return all;
}

test('an app whose calls go on at the same time gets all answers and pushes in the recorded order', async () => {
  const answer = fc.record({ chain: fc.nat(3), lag: fc.nat(3), pushes: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 20 }), async (answers) => {
      const all = happenings(answers, 4);
      const timeOf = (kind: Happening['kind'], name: string) =>
        all.findIndex((one) => one.kind === kind && one.name === name) * TICK;
      const calls = all.flatMap(({ kind, name }): FakeCall[] => {
        if (kind === 'answer') return [];
        const at = timeOf(kind, name);
        if (kind === 'push') return [push(name, at)];
        const end = timeOf('answer', name);
        return [{ command: name, at, took: end < 0 ? null : end - at }];
      });
      const backend = new StubBackend(fakeSession(calls));
      const log: string[] = [];
      const follow = async (chain: number) => {
        for (let step = 0; ; step++) {
          const given = await backend.answerWhenDue({ command: `${chain}.${step}`, args: {} });
          if (given.kind === 'miss') throw new Error(given.message);
          const name = given.kind === 'ok' ? [`${chain}.${step}`] : [];
          log.push(...commandsOf(given.before), ...name, ...commandsOf(given.after));
          if (given.kind === 'pending') return;
        }
      };
      await Promise.all([0, 1, 2, 3].map(follow));
      expect(log).toEqual(all.flatMap(({ kind, name }) => (kind === 'call' ? [] : [name])));
      expect(backend.report()).toMatchObject({ missed: [], unused: [] });
    }),
    { numRuns: 200 },
  );
});
