import { expect, test } from '@playwright/test';
import type { ElectronConfig, ElectronPush } from '../electron-protocol.ts';
import { Answers } from './answers.ts';
import type { SideChannel } from './records/side-channel.ts';

/** A channel to a worker that is not there. */
const fakeChannel = { isConnected: true, send() {} } as unknown as SideChannel;
const push = (command: string): ElectronPush => ({ command, args: [] });
const ask = (answers: Answers, id: string, sync = false) =>
  answers.ask({ id, kind: 'invoke', command: id, args: [], label: 'main', blank: false }, { sync });

/** Answers whose pushes go nowhere; what comes is listed, and each wait for its arrival ends by hand. */
function fakeAnswers() {
  const answers = new Answers(fakeChannel, { serve: true, routes: [] } as unknown as ElectronConfig);
  const came: string[] = [];
  const arrived: (() => void)[] = [];
  answers.deliver = (pushes) => {
    came.push(...pushes.map(({ command }) => command));
    return ['window-1'];
  };
  answers.arrived = () => new Promise((resolve) => arrived.push(resolve));
  return { answers, came, arrived };
}

test('an answer without pushes does not overtake one that waits for its pushes to arrive', async () => {
  const { answers, came, arrived } = fakeAnswers();
  const given = ['first', 'second', 'now'].map((id) => ask(answers, id, id === 'now').then(() => came.push(id)));
  answers.take('first', { action: 'ok', value: 1, before: [push('before first')] });
  answers.take('second', { action: 'ok', value: 2, after: [push('after second')] });
  // A window that waits gets its answer at once.
  answers.take('now', { action: 'ok', value: 3 });
  await given[2];
  await expect.poll(() => arrived.length).toBe(1);
  expect(came).toEqual(['now', 'before first']);
  arrived[0]?.();
  await Promise.all(given);
  await expect.poll(() => arrived.length).toBe(2);
  expect(came).toEqual(['now', 'before first', 'first', 'second']);
  // Both answers have arrived.
  arrived[1]?.();
  await expect.poll(() => came.at(-1)).toBe('after second');
});

test('a push that comes by itself waits for the answers before it, and those after it wait for it', async () => {
  const { answers, came, arrived } = fakeAnswers();
  const given = ['first', 'second'].map((id) => ask(answers, id).then(() => came.push(id)));
  answers.take('first', { action: 'ok', value: 1, before: [push('before first')] });
  const delivered = answers.deliverInTurn([push('alone')]);
  answers.take('second', { action: 'ok', value: 2 });
  await expect.poll(() => arrived.length).toBe(1);
  expect(came).toEqual(['before first']);
  arrived[0]?.();
  // The answer must have arrived, or the push overtakes it.
  await expect.poll(() => arrived.length).toBe(2);
  expect(came).toEqual(['before first', 'first']);
  arrived[1]?.();
  await expect.poll(() => came).toEqual(['before first', 'first', 'alone']);
  arrived[2]?.();
  expect(await delivered).toBe(1);
  await Promise.all(given);
  expect(came.at(-1)).toBe('second');
});

test('pushes behind a synchronous answer come behind the answers that are on their way, and before those of later turns', async () => {
  const { answers, came, arrived } = fakeAnswers();
  const first = ask(answers, 'first').then(() => came.push('first'));
  answers.take('first', { action: 'ok', value: 1 });
  await first;
  const now = ask(answers, 'now', true).then(() => came.push('now'));
  answers.take('now', { action: 'ok', value: 2, after: [push('after now')] });
  void answers.deliverInTurn([push('later')]);
  await now;
  await expect.poll(() => arrived.length).toBe(1);
  expect(came).toEqual(['first', 'now']);
  // The first answer has arrived, and then what was pushed.
  for (let nth = 0; nth < 3; nth += 1) {
    await expect.poll(() => arrived.length).toBeGreaterThan(nth);
    arrived[nth]?.();
  }
  await expect.poll(() => came).toEqual(['first', 'now', 'after now', 'later']);
});
