import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createKeyRules } from './key-rules.ts';
import { MAY_BE_SECRET, SECRET_WORDS, SESSION_IDS, WHOLE_KEYS } from './names/secret-words.ts';

const classOf = (key: string, rules = createKeyRules()) => rules.verdictOf(key).secretClass;

test('finds secret words in every spelling of a key', () => {
  const keys = {
    password: 'password',
    userPassword: 'password',
    USER_PASSWD: 'password',
    passphrase: 'password',
    authToken: 'token',
    'csrf-token': 'token',
    oauth2Token: 'token',
    accesstoken: 'token',
    refreshTokens: 'token',
    API_KEY: 'api-key',
    apiKey: 'api-key',
    APIKey: 'api-key',
    apikey1: 'api-key',
    'x-api-key': 'api-key',
    aws_secret_access_key: 'access-key',
    privateKey: 'private-key',
    clientSecret: 'secret',
    clientsecret: 'secret',
    Authorization: 'authorization',
    'proxy-authorization': 'authorization',
    credentials: 'credential',
    'Set-Cookie': 'cookie',
    sessionId: 'session-id',
    'connect.sid': 'cookie',
    cardNumber: 'card',
    cvv: 'cvv',
    ssn: 'ssn',
    pin: 'pin',
    password_hash: 'password',
  };
  for (const [key, secretClass] of Object.entries(keys)) expect.soft(classOf(key), key).toBe(secretClass);
});

test('leaves keys alone that only contain the letters of a secret word, or speak about a secret', () => {
  const harmless =
    'author tokenizer token_count maxTokens keyboard pinned pin_message key monkey passenger sessions secretary tokenType passwordMinLength cookie_consent public_key CREDENTIALS_DIRECTORY secretsFolder'.split(
      ' ',
    );
  for (const key of [...harmless, '__proto__', 'constructor', '']) expect.soft(classOf(key), key).toBeUndefined();
});

test('takes further words in any spelling', () => {
  const rules = createKeyRules(['customerRef', 'Merksatz']);
  expect(['customer_ref', 'lastCustomerRef', 'MERKSATZ', 'customer'].map((key) => classOf(key, rules))).toEqual([
    'secret',
    'secret',
    'secret',
    undefined,
  ]);
});

test('an allowed key is never secret, in any spelling', () => {
  const rules = createKeyRules(['note'], ['sessionToken', 'note']);
  expect([
    rules.verdictOf('session_token'),
    rules.verdictOf('note'),
    rules.verdictOf('otherSessionToken').secretClass,
  ]).toMatchObject([{ secretClass: undefined, allowed: true }, { secretClass: undefined, allowed: true }, 'token']);
});

test('finds a secret word in a selector, whatever else stands there', () => {
  const rules = createKeyRules();
  expect(rules.mentionedIn('form >> input[type="password"] >> nth=0')).toBe('password');
  expect(rules.mentionedIn('#password-name')).toBe('password');
  expect(rules.mentionedIn('internal:label="Title"i')).toBeUndefined();
});

test('the quick look finds a part of every word that promises a secret', () => {
  for (const [secretClass, { source }] of [...SECRET_WORDS, SESSION_IDS]) {
    // Without what stands around the words, and what must follow them.
    const words = new RegExp(`^${source.replaceAll(/\(\?[=!](?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, '')}$`);
    fc.assert(
      fc.property(fc.stringMatching(words), (text) => {
        expect(MAY_BE_SECRET.test(text), `${secretClass}: ${text}`).toBe(true);
      }),
      { numRuns: 300 },
    );
  }
  for (const words of Object.keys(WHOLE_KEYS)) expect(MAY_BE_SECRET.test(words), words).toBe(true);
});

test("the quick look finds the user's own words in any spelling", () => {
  const keys = createKeyRules(['customerRef', 'face']);
  for (const text of ['customer_ref', 'CUSTOMER-REF', 'the customerRef: 1', 'Face'])
    expect(keys.mayMention(text)).toBe(true);
  expect(keys.mayMention('title')).toBe(false);
});
