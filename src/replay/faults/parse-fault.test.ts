import { expect, test } from '@playwright/test';
import { faultText, parseFault } from './parse-fault.ts';

test('reads a fault from a command line', () => {
  expect(parseFault('latency=500:notes:save_*#2')).toEqual({
    kind: 'latency',
    value: 500,
    command: 'notes:save_*',
    occurrence: 2,
  });
  expect(parseFault('error=disk full:save')).toEqual({ kind: 'error', value: 'disk full', command: 'save' });
  expect(parseFault('latency=500#2')).toEqual({ kind: 'latency', value: 500, occurrence: 2 });
  expect(parseFault('drop')).toEqual({ kind: 'drop' });
});

test('a fault is written as it is read', () => {
  for (const text of ['latency=500:notes:save_*#2', 'error=EIO: disk full:save', 'drop', 'reorder#3'])
    expect(faultText(parseFault(text))).toBe(text);
});

test('a colon before a blank and a number sign after one belong to the value', () => {
  expect(parseFault('error=EIO: disk full')).toEqual({ kind: 'error', value: 'EIO: disk full' });
  expect(parseFault('error=EIO: disk full:save_*#3')).toEqual({
    kind: 'error',
    value: 'EIO: disk full',
    command: 'save_*',
    occurrence: 3,
  });
  expect(parseFault('error=gone:')).toEqual({ kind: 'error', value: 'gone:' });
  expect(parseFault('error=disk #1 is full')).toEqual({ kind: 'error', value: 'disk #1 is full' });
  expect(parseFault('error=no disk #5')).toEqual({ kind: 'error', value: 'no disk #5' });
});

test('says what is wrong with a fault', () => {
  expect(() => parseFault('explode')).toThrow(/There is no fault "explode".*latency, error, drop/);
  expect(() => parseFault('drop: save')).toThrow(/There is no fault "drop: save"/);
  expect(() => parseFault('latency=soon')).toThrow(/no number of milliseconds/);
  expect(() => parseFault('drop=1')).toThrow(/Only latency and error take a value/);
});
