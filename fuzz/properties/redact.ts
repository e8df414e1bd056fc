import fc from 'fast-check';
import { z } from 'zod';
import { createRedactor } from '../../src/redact/redactor.ts';
import type { AppEvent } from '../../src/session/format/schema.ts';
import { must, mustEndWithin, mustEqual, type Property } from '../property.ts';
import { markedValues } from './codec.ts';

/** Texts that secrets begin with, and signs that stand around them. */
export const PIECES = [
  ...['a', '0', ' ', '.', '-', '_', '/', '=', ':', '@', '"', "'", '\\', '%41', '\n', '{', '[', '<', '‹', 'é', '\ud800'],
  ...[
    'eyJ',
    'Bearer ',
    'sk-',
    'ghp_',
    'AKIA',
    '-----BEGIN ',
    'password=',
    'token:',
    '&key=',
    'https://u:p@h/',
    '4111 ',
    '‹x:h:',
  ],
];

/** What was redacted once is not redacted again: tokens stay what they are, so that a recording can go through twice. */
export const redactingTwiceChangesNothing: Property = {
  name: 'redacting twice changes nothing',
  inputs: fc.oneof(
    markedValues,
    fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
  ),
  runs: 300,
  check(input) {
    const redactor = createRedactor({ key: 'a key of the project', values: ['declared-secret'] });
    const once = redactor.value(input);
    const before = redactor.count;
    mustEqual(redactor.value(once), once, 'redacted twice');
    must(redactor.count === before, 'counts what it had redacted before');
    redactor.event({ type: 'Console', level: 'x', message: JSON.stringify(input), timestamp: '' } as AppEvent);
  },
};

/** No text makes redaction slow: patterns are tried on what is repeated, where they could go back and forth. */
export const noTextMakesRedactionSlow: Property<{ pieces: string[]; end: string }> = {
  name: 'no text makes redaction slow',
  inputs: fc.record({
    pieces: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom(...PIECES),
  }),
  runs: 40,
  takes: z.object({ pieces: z.array(z.string().min(1)).min(1).max(9), end: z.string() }),
  check({ pieces, end }) {
    const piece = pieces.join('');
    const text = piece.repeat(Math.ceil(30_000 / piece.length)) + end;
    const redactor = createRedactor({ key: 'k' });
    mustEndWithin(1_500, `redacting ${JSON.stringify(piece)} again and again`, () =>
      redactor.value({ text, [text]: 1 }),
    );
  },
};
