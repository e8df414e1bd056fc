import { expect, test } from '@playwright/test';
import { sealOf } from '../../session/codec/seal-of.ts';
import { runNext } from '../../std/timers.ts';
import { makePageKeys } from '../page/door/page-keys.ts';
import { doorLimits } from '../page/door/read-messages.ts';
import type { VictauriClient } from './victauri-client.ts';
import { WindowDrain } from './window-drain.ts';
import type { Drained, Introduction, Question } from './window-tap.ts';

const KEYS = makePageKeys();

/** Questions after which a test is taken for one that does not end. */
const MAX_QUESTIONS = 50;

/** A document that has made calls, makes one more with each question, and answers with one at a time. */
class TalkingDocument {
  told: number;
  private questions = 0;

  constructor(told: number) {
    this.told = told;
  }

  async evaluate(code: string): Promise<string> {
    await new Promise((resolve) => runNext(resolve));
    this.questions += 1;
    if (this.questions > MAX_QUESTIONS) throw new Error('asked too often');
    const question = /tap\.drain\((\{.*?\})\)/.exec(code)?.[1];
    if (question === undefined) return JSON.stringify({ tails: [], document: 'd', log: [] } satisfies Introduction);
    const { document, taken } = JSON.parse(question) as Question;
    if (document === undefined) return 'null';
    const reply: Drained = {
      ...{ document: 'd', from: taken, batches: [batchOf(taken)] },
      ...{ told: this.told, log: [], ended: [] },
    };
    this.told += 1;
    return JSON.stringify(reply);
  }
}

function batchOf(at: number): string {
  const call = {
    t: 'call',
    id: `d-${at}`,
    source: 'tauri',
    at: 1,
    command: `call_${at}`,
    args: {},
    size: 2,
    label: '',
  };
  const text = `#d-${at}:${JSON.stringify([call])}`;
  return sealOf(KEYS.seal, text) + text;
}

test('a window that never pauses is waited for as far as it had told when it was asked', async () => {
  const client = new TalkingDocument(5) as unknown as VictauriClient;
  const commands: string[] = [];
  const window = new WindowDrain('main', {
    ...{ client, owner: 'o', installCode: 'install', keys: KEYS, limits: doorLimits(), since: 0 },
    sink: {
      started: (call) => {
        commands.push(call.command);
        return { id: call.id ?? '' };
      },
      settled: () => {},
      event: () => {},
    },
    arrived: () => {},
  });
  await window.flush();
  expect(commands).toEqual(['call_0', 'call_1', 'call_2', 'call_3', 'call_4']);
});
