import { expect, test } from '@playwright/test';
import { cutText } from './cut-text.ts';
import { escapeJson, escapeLines, escapeText, escapeToFit, stripAnsi, visibleText } from './printable-text.ts';

test('shows what could move the cursor, colour, reorder or hide text', () => {
  expect(escapeText('a\u001b[31mb\r\n\tc\u0007\u009b')).toBe('a\\x1b[31mb\\r\\n\\tc\\x07\\x9b');
  expect(escapeText('file\u202Egpj.exe \u2066x\u2069 \u200b\u2028\ufeff')).toBe(
    'file\\u202egpj.exe \\u2066x\\u2069 \\u200b\\u2028\\ufeff',
  );
  expect(escapeText('\ud83d lone \udc00')).toBe('\\ud83d lone \\udc00');
});

test('shows what nothing is seen of, and models read', () => {
  expect(escapeText('ok\ufe00\u{e0101}\u3164\u{e0080}\ufff0')).toBe('ok\\ufe00\\u{e0101}\\u3164\\u{e0080}\\ufff0');
  expect(escapeText('a\ufe0f ❤\ufe0f\ufe0f')).toBe('a\\ufe0f ❤\ufe0f\\ufe0f');
});

test('leaves text of any script and emoji alone', () => {
  const text = 'Grüße, 牛乳, חלב, 🥛, ❤️ › → …';
  expect(escapeText(text)).toBe(text);
});

test('keeps the lines of text of several lines', () => {
  expect(escapeLines('a\r\nb\u001b\nc')).toBe('a\nb\\x1b\nc');
});

test('takes colours and links out of an error text', () => {
  expect(stripAnsi('\u001b[31mred\u001b[39m \u001b]8;;http://x\u0007link\u001b]8;;\u0007')).toBe('red link');
});

test('cuts between characters', () => {
  expect(cutText('abc', 3)).toBe('abc');
  expect(cutText('abcd', 3)).toBe('ab…');
  expect(cutText('a🥛bc', 3)).toBe('a…');
});

test('cuts what it escapes as if it had escaped all of it', () => {
  for (const text of ['abcd', 'ab\u001bcd', '🥛🥛🥛', 'a\u{e0041}', '\ud83d\ud83d', ''])
    for (let length = 1; length < 8; length += 1)
      expect(escapeToFit(text, length)).toBe(cutText(escapeText(text), length));
  expect(escapeToFit('\u0000'.repeat(2 ** 28), 5)).toBe('\\x00…');
});

test('writes in JSON what could move the cursor as an escape that reads back as it was', () => {
  const value = { '\u009b2J': 'a\u202e\u{e0041}\ufeff\u007f\u2028 🥛' };
  const text = escapeJson(JSON.stringify(value, null, 2));
  expect(text).toContain('"\\u009b2J": "a\\u202e\\udb40\\udc41\\ufeff\\u007f\\u2028 🥛"');
  expect(JSON.parse(text)).toEqual(value);
});

test('a page lays out line breaks and tabs, unless a text has one line', () => {
  expect(visibleText('a\n\tb')).toBe('a\n\tb');
  expect(visibleText('a\n\tb', true)).toBe('a\\n\\tb');
});

test('a page shows what cannot be seen as a terminal does, and keeps joined emoji', () => {
  const unseen = 'a\u202eb\u0000c\u200b\ud800\u{1d173}';
  expect(visibleText(unseen)).toBe(escapeText(unseen));
  expect(visibleText(unseen)).toBe('a\\u202eb\\x00c\\u200b\\ud800\\u{1d173}');
  expect(visibleText('👩\u200d💻')).toBe('👩\u200d💻');
});

test('shows where a CI system would see a command', () => {
  expect(escapeText('::error::no')).toBe('\\x3a:error::no');
  expect(escapeText('  ::add-mask::no')).toBe('  \\x3a:add-mask::no');
  expect(escapeLines('a\n\t::error::no')).toBe('a\n\\t::error::no');
  expect(escapeText('see ##vso[task.complete] ###[group]x ##teamcity[x')).toBe(
    'see \\x23#vso[task.complete] #\\x23#[group]x \\x23#teamcity[x',
  );
  expect(escapeJson('["##vso[x"]')).toBe('["\\u0023#vso[x"]');
  for (const plain of ['std::vector', 'a::b', '## heading', '#[derive]', '### a [b]'])
    expect(escapeText(plain)).toBe(plain);
});
