import { expect, test } from '@playwright/test';
import { checkOptions, faultOfOptions } from './check-options.ts';
import { COUNT, FLAG, oneOf } from './option-rules.ts';

const TABLE = { mode: oneOf('on', 'off'), maxEvents: COUNT, windows: FLAG };
const faultOf = (given: unknown) => faultOfOptions(given, TABLE, { owner: 'ipcRecorder' });

test('accepts what the table knows, and what is left out', () => {
  expect(faultOf({ mode: 'on', maxEvents: 0, windows: undefined })).toBeUndefined();
  expect(faultOf({})).toBeUndefined();
  expect(faultOf(undefined)).toBeUndefined();
});

test('suggests the known option whose name is nearest to an unknown one', () => {
  expect(faultOf({ maxEvent: 1 })).toBe(
    'ipcRecorder has no option "maxEvent", did you mean "maxEvents"? It has: mode, maxEvents, windows.',
  );
});

test('names the known options alone where no name is near', () => {
  expect(faultOf({ constructor: 1 })).toBe(
    'ipcRecorder has no option "constructor". It has: mode, maxEvents, windows.',
  );
});

test('names the known values of an option', () => {
  expect(faultOf({ mode: 'sometimes' })).toBe('ipcRecorder.mode is "sometimes". Use one of: on, off.');
  expect(faultOf({ maxEvents: -1 })).toBe('ipcRecorder.maxEvents is -1. Use a whole number, 0 or more.');
  expect(faultOf({ windows: null })).toBe('ipcRecorder.windows is null. Use true or false.');
});

test('shows values that JSON cannot say, and not all of a large one', () => {
  expect(faultOf({ maxEvents: 1n })).toBe('ipcRecorder.maxEvents is 1. Use a whole number, 0 or more.');
  expect(faultOf({ windows: { a: 1n } })).toBe('ipcRecorder.windows is [object Object]. Use true or false.');
  expect(faultOf({ windows: 'x'.repeat(1_000) })).toHaveLength(
    200 + 'ipcRecorder.windows is . Use true or false.'.length,
  );
});

test('asks for an object where there is none', () => {
  for (const [given, shown] of [
    ['on', '"on"'],
    [null, 'null'],
    [[1], '[1]'],
  ])
    expect(faultOf(given)).toBe(`ipcRecorder is ${shown}. Use an object with: mode, maxEvents, windows.`);
});

test('calls an option what the user calls it', () => {
  const nameOf = (option: string) => `--${option}`;
  expect(faultOfOptions({ mode: 'x' }, TABLE, { owner: 'A replay', nameOf })).toBe(
    '--mode is "x". Use one of: on, off.',
  );
});

test('tells no value where one may be the secret', () => {
  const names = { owner: 'ipcRecorder.redact', hidesValues: true };
  expect(faultOfOptions({ mode: 's3cret' }, TABLE, names)).toBe('ipcRecorder.redact.mode is not one of: on, off.');
  expect(faultOfOptions('s3cret', TABLE, names)).toBe(
    'ipcRecorder.redact is no object. Use an object with: mode, maxEvents, windows.',
  );
});

test('throws an error with the fault', () => {
  expect(() => checkOptions({ mode: 'x' }, TABLE, { owner: 'ipcRecorder' })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION', message: 'ipcRecorder.mode is "x". Use one of: on, off.' }),
  );
});
