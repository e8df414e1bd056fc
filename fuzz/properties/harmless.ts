import fc from 'fast-check';
import { Guard } from '../../src/redact/guard.ts';
import { createRedactor } from '../../src/redact/redactor.ts';
import { takeOutLarge } from '../../src/session/codec/take-out-large.ts';
import type { AppEvent } from '../../src/session/format/schema.ts';
import { must, type Property } from '../property.ts';
import { CANARIES, SECRET_KEYS } from '../redaction/canary.ts';
import { plant, plantings } from './canary.ts';
import { PIECES } from './redact.ts';

/** Its letters are digits in hexadecimal. */
const IN_DIGITS = 'RST1UVW2';

const PLAIN = ['Milk', 'Shopping list 3', 'main', 'save_note', 'list_notes', 'id', 'title', 'value', 'success', 'done'];

/** Texts as apps send them, and some that look like secrets or have a part of one. */
const TEXTS = [
  ...['plugin:fs|read_text_file', 'http://tauri.localhost/index.html', '5253543155565732', '52 53 54 31 55 56 57 32'],
  ...['/home/bob/Documents/notes.txt', 'sidebar', 'clear', 'remote', 'mapping', '4711', '12, 13, 14', '100 %'],
  ...['550e8400-e29b-41d4-a716-446655440000', '9f86d081884c7d659a2feaa0c55ad015', '2026-11-23T09:30:00.123456Z'],
  ...['4154207-5253-4445-5657-525345565758', 'V1StGXR8_Z5jdHi6B-myT', 'cc no', 'Face value', 'own_ref', 'a@b.example'],
  ...['-u bob:hunter2', 'mysql -pabc', '--pin', '1763890200000', '4111111111111111', 'velvet', 'plain-Declared-41'],
  ...[
    'get_password',
    'set_pin',
    'user/token',
    'pw',
    'Basic YTpiYw==',
    '52 65 61 6c 53 65 63 72 65 74',
    '$cut',
    '0',
    '17',
  ],
  ...SECRET_KEYS,
];

const texts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PLAIN) },
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  fc.array(fc.constantFrom(...PLAIN, ...TEXTS, ...PIECES), { maxLength: 4 }).map((parts) => parts.join('')),
);
const numbers = fc.oneof(
  fc.integer({ min: -130, max: 300 }),
  fc.constantFrom(4711, 4_111_111_111_111_111, 1_763_890_200_000, 0.5253543155565732, -5_253_543_155_565_732, 1e21, -0),
);

const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    texts,
    numbers,
    fc.constantFrom(true, null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(numbers, { maxLength: 12 }),
    fc.tuple(fc.constantFrom('text', null, true), texts).map(([first, text]) => [first, ...Buffer.from(text)]),
    fc.dictionary(texts, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const calls = fc.record(
  {
    type: fc.constant('Ipc'),
    command: fc.oneof(fc.constant('save_note'), texts),
    timestamp: fc.constantFrom('2026-11-23T09:30:00.000Z', '2026-11-23T09:30:00.123456Z', 'soon'),
    result: fc.oneof(
      fc.constant('Pending'),
      values.map((Ok) => ({ Ok })),
      texts.map((Err) => ({ Err })),
    ),
    args: values,
    options: values,
    error: values,
  },
  { requiredKeys: ['type', 'command'] },
);

/** An event that the quick look lets through is one that redaction would leave as it is, that the scan would let pass, and of which all stays in the session's own text. */
export const whatIsHarmlessIsLeftAlone: Property<unknown> = {
  name: 'what is harmless is left alone',
  inputs: fc.oneof(calls, plantings.map(plant)),
  runs: 1_500,
  check(input) {
    if (typeof input !== 'object' || input === null) return;
    const event = input as AppEvent;
    for (const options of [
      { values: [CANARIES.declared, CANARIES['declared beyond ASCII'], 'plain-Declared-41', IN_DIGITS] },
      { emails: true, keys: ['face', 'own ref'], paths: { save_note: ['args.more'] } },
    ]) {
      const redactor = createRedactor({ key: 'a key of the project', ...options });
      for (const typed of [CANARIES.typed, CANARIES['typed beyond ASCII'], '4711', 'velvet', '']) {
        checkOne(redactor, event);
        redactor.typed(typed, typed);
      }
    }
  },
};

function checkOne(redactor: ReturnType<typeof createRedactor>, event: AppEvent): void {
  const before = redactor.count;
  const json = redactor.harmless(event);
  must(redactor.count === before, 'counts what it has judged');
  if (json === undefined) return;
  must(json === JSON.stringify(event), `another JSON: ${json}`);
  must(redactor.event(event) === event && redactor.count === before, `redaction changes ${json}`);
  must(new Guard(redactor.findLeak).keep({ event })?.json === `{"event":${json}}`, `the scan withholds ${json}`);
  const onCut = () => must(false, `a part of ${json} was cut`);
  must(takeOutLarge(event, () => 'large', onCut) === event, `there is something large in ${json}`);
}
