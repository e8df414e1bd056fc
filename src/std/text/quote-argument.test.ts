import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { quoteArgument } from './quote-argument.ts';

test('quotes only what a shell would take for its own', () => {
  expect(quoteArgument('test-results/ipc/a-r0/ipc-session.json')).toBe('test-results/ipc/a-r0/ipc-session.json');
  expect(quoteArgument('my notes/a.json')).toBe("'my notes/a.json'");
  expect(quoteArgument('C:\\my notes\\a.json')).toBe('"C:\\my notes\\a.json"');
});

test('a POSIX shell gets the text as it is, whatever is in it', () => {
  test.skip(process.platform === 'win32', 'there is no such shell');
  for (const text of [
    "it's",
    '$(id)',
    '`id`',
    'a\\$(id)',
    'a\\b',
    '"x"',
    '*:sentAt',
    'plugin:a|b',
    'a b\nc',
    '!1',
    ';x',
  ])
    expect(execFileSync('sh', ['-c', `printf %s ${quoteArgument(text)}`], { encoding: 'utf8' })).toBe(text);
});
