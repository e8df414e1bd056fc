import { expect, test } from '@playwright/test';
import { fakeSession } from './fake-session.test.support.ts';
import { checkReplayOptions } from './replay-options.ts';
import { StubBackend } from './stub-backend.ts';

const WRONG = [
  { timing: 'fast' },
  { timing: -1 },
  { ignore: ['requestId'] },
  { ignore: { save: 'requestId' } },
  { writes: 'save' },
  { seed: 'x' },
  { faults: [{ kind: 'explode' }] },
  { faults: [{ kind: 'latency', value: 'soon' }] },
  { faults: [{ kind: 'drop', nth: 2 }] },
  { faults: [{ kind: 'error', value: { code: 1 } }] },
  { swap: {} },
  { swap: { call: 'a', before: 1 } },
  { match: 'some' },
  { match: { a: 'some' } },
  { notFound: 'maybe' },
];

test('a wrong value is refused, and what it may be is said', () => {
  for (const wrong of WRONG)
    expect(() => checkReplayOptions(wrong as never), JSON.stringify(wrong)).toThrow(
      /^The replay option \w+ is .* Use /,
    );
  expect(() => checkReplayOptions({ notFound: 'maybe' as never })).toThrow(/notFound is "maybe".*fail, fallback/);
  expect(() => checkReplayOptions({ timing: Number.POSITIVE_INFINITY })).toThrow(/timing is Infinity\./);
  expect(() => checkReplayOptions({ seed: 1n as never })).toThrow(/seed is 1\./);
  expect(() => checkReplayOptions({ writes: { a: 1n } as never })).toThrow(/writes is \[object Object\]\./);
  expect(() => checkReplayOptions({ constructor: 1 } as never)).toThrow(/no option "constructor"/);
});

test('an option is named as the user knows it', () => {
  expect(() => checkReplayOptions({ notFound: 'maybe' as never }, () => '--not-found')).toThrow(
    '--not-found is "maybe". Use one of: fail, fallback.',
  );
});

test('the backend of a session takes no wrong value either', () => {
  for (const wrong of WRONG)
    expect(() => new StubBackend(fakeSession([]), wrong as never), JSON.stringify(wrong)).toThrow(/The replay option/);
  expect(() => new StubBackend(fakeSession([]), { secretOf: () => undefined })).not.toThrow();
});
