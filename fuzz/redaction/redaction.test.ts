import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { createKeyRules } from '../../src/redact/key-rules.ts';
import { HONEST_NAMES } from './honest-names.ts';
import { HONEST_VALUES } from './honest-values.ts';
import { measureRedaction, precisionAndRecall } from './measure-redaction.ts';
import { SECRET_NAMES } from './secret-names.ts';

const results = measureRedaction();

for (const { corpus, isSecret, wrong } of results)
  test(isSecret ? `no secret of the corpus comes through: ${corpus}` : `no honest one is changed: ${corpus}`, () => {
    expect(wrong).toEqual([]);
  });

test('the honest corpus has more than five hundred names and values', () => {
  expect(new Set(HONEST_NAMES).size + HONEST_VALUES.length).toBeGreaterThan(500);
});

test('precision and recall are those that the document states', () => {
  const { precision, recall } = precisionAndRecall(results);
  const document = readFileSync(new URL('../../docs/redaction.md', import.meta.url), 'utf8');
  expect(document).toContain(`precision ${percent(precision)} %, recall ${percent(recall)} %`);
  for (const { corpus, isSecret, total } of results)
    expect(document).toContain(`| ${isSecret ? 'secret' : 'honest'} | ${corpus} | ${total} |`);
});

test('the quick look for names passes over none that is secret', () => {
  const { mayMention } = createKeyRules();
  expect(SECRET_NAMES.filter((name) => !mayMention(`x ${name} y`))).toEqual([]);
});

function percent(share: number): string {
  return (Math.floor(share * 1_000) / 10).toFixed(1);
}
