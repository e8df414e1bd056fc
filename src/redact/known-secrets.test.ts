import { expect, test } from '@playwright/test';
import { createKeyRules } from './key-rules.ts';
import { isTelling, secretsOfEnvironment } from './known-secrets.ts';
import { createRedactor } from './redactor.ts';

test('a value is telling when it can be nothing but itself', () => {
  const telling = [
    'q7Xw-93kd_Lm2PzR8tVb',
    'hunter-2-house',
    'correct horse battery staple',
    '/9fQ2xK7cTz+/a0b1c2d3e4f5==',
    '550e8400-e29b-41d4-a716-446655440000',
    'Password1!',
  ];
  for (const value of telling) expect.soft(isTelling(value), value).toBe(true);
});

test('a word, a number, a path, an address, a date and what is short could be anything', () => {
  const others = [
    'true', 'short', 'changeme', 'development', 'test-token', 'POSTGRES', 'Password', '1234567890', '3.141592653589', '2026-11-23T09:30:00Z',
    '/home/runner/work/app', '/tmp/key.pem', '~/.ssh/id_ed25519', './config/secret.json', 'C:\\Users\\me\\key', 'https://auth.example.com/token',
    'aaaaaaaaaaaaaaaaaaaaaaaa',
  ]; // biome-ignore format: a table
  for (const value of others) expect.soft(isTelling(value), value).toBe(false);
});

test('the environment gives its secrets away by the names of its variables', () => {
  const env = {
    NOTES_API_TOKEN: 'q7Xw-93kd_Lm2PzR8tVb',
    dbPassword: 'velvet-Otter-41',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG',
    TOKEN_FILE: 'run/secrets/token-1.txt',
    AUTHOR: 'Ada Lovelace 1815',
    POSTGRES_PASSWORD: 'postgres',
    ALLOWED_TOKEN: 'dummy-value-77',
    SESSION_SECRET: '',
    PWD: '/Ci-4/app 2',
    DB_PWD: '/Ci-4/app 3',
  };
  expect(secretsOfEnvironment(createKeyRules([], ['ALLOWED_TOKEN']), env)).toEqual([
    { value: 'q7Xw-93kd_Lm2PzR8tVb', from: 'the variable NOTES_API_TOKEN' },
    { value: 'velvet-Otter-41', from: 'the variable dbPassword' },
    { value: 'wJalrXUtnFEMI/K7MDENG', from: 'the variable AWS_SECRET_ACCESS_KEY' },
    { value: '/Ci-4/app 3', from: 'the variable DB_PWD' },
  ]);
});

test('a declared secret is found in forms and query strings, whatever marks it has', () => {
  const value = "Summer-Rain!(42) 'x'~";
  const { text } = createRedactor({ values: [value] });
  const query = new URLSearchParams({ q: value }).toString();
  for (const form of [
    query,
    query.replaceAll('+', '%20'),
    query.toLowerCase().replace(/summer-rain/, 'Summer-Rain'),
    `q=${encodeURIComponent(value)}`,
  ])
    expect(text(`/login?${form}`)).not.toContain('Rain');
});

test('a declared secret in hexadecimal is replaced where it stands, and a short one, which could be anything, is not', () => {
  const { text } = createRedactor({ values: ['velvet-Otter-41', 'Otter'] });
  const hex = Buffer.from('velvet-Otter-41').toString('hex');
  expect(text(`key ${hex}, ${hex.toUpperCase()}`)).toMatch(/^key (‹declared:h:[\w-]{10}›), \1$/);
  const short = Buffer.from('Otter').toString('hex');
  expect(text(`key ${short}`)).toBe(`key ${short}`);
});
