import { expect, test } from '@playwright/test';
import { cpuMs } from '../../std/cpu-time.test.support.ts';
import { createRedactor } from '../redactor.ts';
import { classInBytes } from '../secret-patterns.ts';

const { text } = createRedactor({ key: 'k' });
/** Redacts a text, with the hashes left out. */
const redact = (input: string) => text(input).replace(/:h:[\w-]{10}›/g, '›');

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const letters = (count: number) => 'aB3dE5gH7j'.repeat(7).slice(0, count);

test('finds secrets by their form inside longer texts', () => {
  const cases: [string, string][] = [
    [`sent ${JWT} twice`, 'sent ‹jwt› twice'],
    [`Authorization: Bearer ${letters(24)}`, 'Authorization: Bearer ‹bearer›'],
    [`curl -H "Bearer%20${JWT}"`, 'curl -H "Bearer%20‹jwt›"'],
    ['Basic dXNlcjpwYXNzd29yZA==', 'Basic ‹basic-auth›'],
    ['key AKIAIOSFODNN7EXAMPLE.', 'key ‹aws-key›.'],
    [`remote: ghp_${letters(36)}`, 'remote: ‹github-token›'],
    [`github_pat_${letters(22)}_${letters(59)}`, '‹github-token›'],
    [`xoxb-123456789012-${letters(24)}`, '‹slack-token›'],
    [`sk_live_${letters(24)},`, '‹stripe-key›,'],
    [`sk-ant-api03-${letters(40)}`, '‹api-key›'],
    [`sk-proj-${letters(40)}`, '‹api-key›'],
    [`AIza${letters(35)}`, '‹google-key›'],
    [`//registry/:_authToken npm_${letters(36)}`, '//registry/:_authToken ‹npm-token›'],
    ['postgres://app:s3cr3t-pass@db:5432/notes', 'postgres://app:‹password›@db:5432/notes'],
    ['x://u:p@h', 'x://u:‹password›@h'],
    ['http://localhost/?page=2&access_token=abcdef123456#top', 'http://localhost/?page=2&access_token=‹token›#top'],
    [`glrt-${letters(20)}`, '‹gitlab-token›'],
    [`note2ghp_${letters(36)}`, 'note2‹github-token›'],
    [`xapp-1-${letters(20)}`, '‹slack-token›'],
    [`GOCSPX-${letters(24)}`, '‹google-key›'],
    [`pypi-${letters(40)}`, '‹pypi-token›'],
    [`dckr_pat_${letters(24)}`, '‹docker-token›'],
    [`dop_v1_${'0a1b'.repeat(16)}`, '‹digitalocean-token›'],
    [`lin_api_${letters(30)}`, '‹linear-key›'],
    [`ATATT3${letters(40)}`, '‹atlassian-token›'],
    [`hvs.${letters(30)}`, '‹vault-token›'],
    [`AGE-SECRET-KEY-1${'QP2Z'.repeat(14)}`, '‹age-key›'],
    [`PMAK-${'0a1b'.repeat(6)}-${'0a1b'.repeat(8)}`, '‹postman-key›'],
    [`dapi${'0a1b'.repeat(8)}`, '‹databricks-token›'],
    [`SK${'0a1b'.repeat(8)}`, '‹twilio-key›'],
    [`https://api.telegram.org/bot123456789:AA${letters(33)}/x`, 'https://api.telegram.org/bot‹telegram-token›/x'],
    [
      `https://discord.com/api/webhooks/123456789/${letters(60)}`,
      'https://discord.com/api/webhooks/123456789/‹discord-webhook›',
    ],
    ['paid with 4111 1111 1111 1111 today', 'paid with ‹card› today'],
    ['amex 378282246310005', 'amex ‹card›'],
    [
      'theme=dark; session_id=9f86d081884c7d659a2feaa0c55ad015; lang=de',
      'theme=dark; session_id=‹session-id›; lang=de',
    ],
    ['theme=dark; session_id=kitchen-9f3a77c2; lang=de', 'theme=dark; session_id=kitchen-9f3a77c2; lang=de'],
    ['machine x login y password hunter-two', 'machine x login y password ‹password›'],
    ['login {"user":"bob","password":"hunt\\"er-two"} failed', 'login {"user":"bob","password":"‹password›"} failed'],
    ['body: "{\\"apiKey\\":\\"abcdef123456\\"}"', 'body: "{\\"apiKey\\":\\"‹api-key›\\"}"'],
    ['Login { user: "bob", password: "hunter-two" }', 'Login { user: "bob", password: "‹password›" }'],
    ['{user: bob, password: hunter-two}', '{user: bob, password: ‹password›}'],
    ['Login { pin: 1234 }', 'Login { pin: ‹pin› }'],
    [`a\n-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n-----END RSA PRIVATE KEY-----\nb`, 'a\n‹private-key›\nb'],
    [`-----BEGIN PRIVATE KEY-----\n${letters(64)} (cut short)`, '‹private-key›'],
  ];
  for (const [input, expected] of cases) expect.soft(redact(input)).toBe(expected);
});

test('leaves alone what only looks like a secret', () => {
  const harmless = [
    'Unexpected token } in JSON at position 4',
    'Bearer authentication required',
    'Basic settings and basic configuration',
    'class sk-circle-fade-dot-animation',
    'order 4111 1111 1111 1112',
    '550e8400-e29b-41d4-a716-446655440000',
    '1763890200000',
    'http://localhost:1420/?author=bob&page=2',
    'https://github.com/owner/repo@v1',
    'let maxTokens=5',
    'token == other',
    'GET /notes?token=undefined { password: null }',
    '2026-11-23T09:30:00.123456Z',
  ];
  for (const input of harmless) expect.soft(text(input)).toBe(input);
});

test('replaces declared secrets, also as JSON, a URL and base64 write them', () => {
  const secret = 'p"ss wörd/1';
  const redactor = createRedactor({ key: 'k', values: [secret] });
  const forms = [secret, JSON.stringify(secret), encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
  const redacted = forms.map((form) => redactor.text(`<${form}>`).replace(/["<>]/g, ''));
  expect(new Set(redacted).size).toBe(1);
  expect(redacted[0]).toMatch(/^‹declared:h:[\w-]{10}›$/);
});

test("replaces what the user's own patterns match", () => {
  const redactor = createRedactor({ patterns: [/CUST-\d+/i, /x*/] });
  expect(redactor.text('for cust-123456 and CUST-7')).toMatch(/^for ‹pattern:h:[\w-]{10}› and ‹pattern:h:[\w-]{10}›$/);
});

test('redacting twice changes nothing', () => {
  const once = text(`Bearer ${JWT} ?token=abcdef123456 {"password":"hunter-two"} postgres://a:hunter-two@b`);
  expect(text(once)).toBe(once);
});

test('takes time linear in what is left of a text when a known secret has gone', () => {
  const secret = 'q7Xw-93kd_Lm2PzR8tVb';
  const took = Array.from({ length: 8 }, (_, key) => {
    const redactor = createRedactor({ key: String(key), values: [secret] });
    return cpuMs(() => redactor.text(`${'x'.repeat(65_500)} ${secret}`));
  });
  expect(Math.max(...took)).toBeLessThan(500);
});

test('takes time linear in the text', () => {
  const size = 100_000;
  const hostile = [
    'eyJ', 'eyJaaaaaaaa.', '%20eyJ', 'a=', 'a="', '"', '"a', '\\', '"a\\', '{a', '{', '://', '://a:', '://:', 'sk-', 'sk-a',
    '4 ', '4111 ', '4', 'Bearer ', 'Bearer a', 'Basic ', '-----BEGIN ', '-----BEGIN PRIVATE KEY-----', 'ghp_', 'SG.aaaaaaaaaaaaaaaaa.',
    'xoxb-', 'hooks.slack.com/services/', '" : ', 'a.', 'A', 'AKIA', ', a: ', "a='", '[', '{"a":', '=', '\t',
    '?code=', '?state=', '?code=abcdefgh', '&code=abcdefgh&', '?state=&code=', '?state=a&code=abcdefgh ',
    'c3 a4 ', 'c3\n', 'c3', '1055,', '1055, x', 'AbCdEfGhIjKlMnOpQr\n', 'AbCdEfGhIjKlMnOpQr\n\n', 'AbCdEfGhIjKlMnOpQr\\', 'AbCdEfGhIjKlMnOpQr',
  ]; // biome-ignore format: a table of what is repeated
  for (const part of hostile) {
    const input = part.repeat(size / part.length);
    const took = cpuMs(() => {
      text(input);
      text(`eyJ sk- a=b {"a": 4111 4111 4111 ${input}`);
    });
    expect.soft(took, `${JSON.stringify(part)} repeated, ms`).toBeLessThan(1_000);
  }
});

test('a code of a sign-in is one on either side of its state, in one query', () => {
  const code = 'Ab3dE5gH7j';
  for (const address of [`https://h/?code=${code}&state=x`, `https://h/cb?state=x&iss=y&code=${code}`])
    expect.soft(text(address)).not.toContain(code);
  for (const address of [`https://h/?code=${code}&page=2`, `https://h/?state=x https://h/?code=${code}`])
    expect.soft(text(address)).toBe(address);
});

test('takes time linear in what was read out of bytes', () => {
  for (const part of ['eyJ', 'eyJaaaaaaaa', 'eyJaaaaaaaa.a', 'sk-', 'xsk-'])
    expect
      .soft(
        cpuMs(() => classInBytes(part.repeat(200_000 / part.length))),
        part,
      )
      .toBeLessThan(1_000);
  expect(classInBytes('eyJaeyJaaaaaaaa.aaaaaa')).toBe('jwt');
});

test("a word of many megabytes does not fill the engine's stack", () => {
  const base64 = Buffer.alloc(6_000_000, 'Hello, notes. ').toString('base64');
  for (const word of [
    base64,
    base64.replace(/.{76}/g, '$&\n'),
    base64.replace(/.{128}/g, '$&\r\n'),
    '4a6f'.repeat(2_000_000),
    '4a 6f '.repeat(4_000_000),
    '74, 111, '.repeat(3_000_000),
  ])
    expect(text(word)).toHaveLength(word.length);
});
