import { expect, test } from '@playwright/test';
import { DocumentNames } from '../../page/door/document-names.ts';
import { doorLimits, readMessages } from '../../page/door/read-messages.ts';
import { readBatch } from '../../page/read-batch.ts';
import type { PageMessage } from '../../page-protocol.ts';
import { CallLog } from './call-log.ts';
import { Outbox } from './outbox.ts';
import { RunningMaker } from './running-maker.ts';

const FIRST = '{"t":"origin","origin":"http://app.test","reachesTop":true,"isLocal":false}';
/** As little as Node takes where large values are not recorded. */
const { length: MAX_LENGTH, values } = doorLimits(1_000);

/** An outbox, and what Node reads of that which it sends. */
function open(first?: string) {
  // Pages have it, processes do not.
  Object.assign(globalThis, { addEventListener: () => {} });
  let sent: string[] = [];
  const outbox = new Outbox('document', (text) => void sent.push(text), true, { maxLength: MAX_LENGTH, first });
  const read = () => {
    outbox.flush();
    const batches = sent.map((text) => readBatch(text));
    sent = [];
    const text = batches.map((batch) => batch?.text).join('');
    return readMessages(text, new DocumentNames('document'), { length: MAX_LENGTH, values });
  };
  return { outbox, read };
}

const noise = (length: number) => `{"t":"noise","count":1${' '.repeat(length - 23)}}`;

for (const [what, first, around] of [
  ['alone', undefined, 2],
  ['behind the first of its document', FIRST, FIRST.length + 3],
] as const) {
  test(`the longest message that is told ${what} is one that Node takes`, () => {
    const { outbox, read } = open(first);
    outbox.post(noise(MAX_LENGTH - around));
    expect(read()?.messages.at(-1)).toEqual({ t: 'noise', count: 1 });
  });

  test(`a longer message ${what} is told as lost, with calls`, () => {
    const { outbox, read } = open(first);
    outbox.post(noise(MAX_LENGTH - around + 1));
    expect(read()?.messages.at(-1)).toEqual({ t: 'lost', count: 1, calls: true });
  });
}

/** Text that JSON writes six times as long, so that it is longer than all that Node takes. */
const LONG = '\u0001'.repeat(3_000_000);

/** Returns the messages that a log sends of a call. */
function tell(run: (log: CallLog) => void): PageMessage[] | undefined {
  const { outbox, read } = open();
  run(new CallLog(outbox, new RunningMaker()));
  return read()?.messages;
}

test('a call and its answer whose values JSON makes too long are told with these cut', () => {
  const seen = {
    source: 'tauri',
    command: 'big',
    args: { text: LONG, id: 1 },
    options: { headers: {} },
    label: 'main',
  };
  const messages = tell((log) => log.started(seen as never).ok(`${LONG}\ud800`));
  expect(messages).toEqual([
    expect.objectContaining({ command: 'big', args: { $cut: { type: 'object', size: 2 } }, options: { headers: {} } }),
    expect.objectContaining({ t: 'end', ok: { $cut: { type: 'string', size: LONG.length + 1 } } }),
  ]);
});

test('an error that JSON makes too long is told with the begin of its text', () => {
  const seen = { source: 'tauri', command: 'big', args: {}, label: 'main' } as const;
  const messages = tell((log) => log.started(seen).err({ details: LONG }));
  const [, end] = messages ?? [];
  expect(end).toMatchObject({ t: 'end', error: { $cut: { type: 'object', size: 1 } } });
  expect((end as { err: string }).err).toMatch(/^\{"details":"\\u0001.*… \(\d+ characters\)$/);
});
