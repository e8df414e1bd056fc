import { Guard } from '../../src/redact/guard.ts';
import { createRedactor } from '../../src/redact/redactor.ts';
import { encodeValue } from '../../src/session/codec/encode-value.ts';
import { HONEST_NAMES } from './honest-names.ts';
import { HONEST_VALUES, numericIds } from './honest-values.ts';
import { SECRET_NAMES } from './secret-names.ts';
import { ISSUED_TOKENS, PLANTED, SECRET_TEXTS } from './secret-texts.ts';

/** The outcome on one corpus: what came out wrong is named. */
export interface CorpusResult {
  corpus: string;
  isSecret: boolean;
  total: number;
  /** Honest entries that were changed, or secrets that came through. */
  wrong: string[];
}

/** Redacts both corpora as they would be written: the honest one has to stay as it is, of the other no secret may be left. */
export function measureRedaction(): CorpusResult[] {
  const redactor = createRedactor({ key: 'corpus' });
  const written = (value: unknown): string | undefined =>
    new Guard(redactor.findLeak).keep(redactor.value(value))?.json;
  const isChanged = (value: unknown) => {
    const encoded = encodeValue(value);
    return written(encoded) !== JSON.stringify(encoded);
  };
  const textOf = (value: unknown) => JSON.stringify(encodeValue(value));
  const ids = numericIds(1_000);

  const honest = (corpus: string, entries: readonly unknown[]): CorpusResult => ({
    corpus,
    isSecret: false,
    total: entries.length,
    wrong: entries.filter(isChanged).map(textOf),
  });
  const secret = (corpus: string, entries: readonly (readonly [value: unknown, secret: string])[]): CorpusResult => ({
    corpus,
    isSecret: true,
    total: entries.length,
    wrong: entries
      .filter(([value, planted]) => {
        const encoded = encodeValue(value);
        // By redaction alone: what the scan withholds below it was missed, and what it loses as a whole is no recording.
        return JSON.stringify(redactor.value(encoded)).includes(planted) || written(encoded) === undefined;
      })
      .map(([value]) => textOf(value)),
  });

  return [
    honest(
      'names',
      HONEST_NAMES.map((name) => ({ [name]: 'blue heron', nested: { [name]: 42 } })),
    ),
    honest(
      'values',
      HONEST_VALUES.map((note) => ({ note })),
    ),
    honest(
      'snowflake ids',
      ids.snowflakes.map((messageId) => ({ messageId, text: `see ${messageId}` })),
    ),
    honest(
      'numbers of orders',
      ids.orders.map((orderNumber) => ({ orderNumber, id: Number(orderNumber) })),
    ),
    secret(
      'names',
      SECRET_NAMES.map((name) => [{ [name]: PLANTED }, PLANTED]),
    ),
    secret(
      'names beside values',
      SECRET_NAMES.map((name) => [{ name, value: PLANTED }, PLANTED]),
    ),
    secret(
      'names in texts',
      SECRET_NAMES.map((name) => [{ text: `{"user":"bob","${name}":"${PLANTED}"} failed` }, PLANTED]),
    ),
    secret(
      'forms of issuers',
      ISSUED_TOKENS.map(([, token]) => [{ note: token }, secretPartOf(token)]),
    ),
    secret(
      'forms in texts',
      ISSUED_TOKENS.map(([, token]) => [{ note: `got ${token}, twice` }, secretPartOf(token)]),
    ),
    secret(
      'texts',
      SECRET_TEXTS.map((text) => [{ note: text }, PLANTED]),
    ),
  ];
}

/** The end of a token: an address keeps its begin. */
function secretPartOf(token: string): string {
  return token.replace(/;EndpointSuffix=.*$|\n-----END.*$|\/$/, '').slice(-12);
}

/** Sums corpora up: of what was redacted, the share that is a secret; of the secrets, the share that was redacted. */
export function precisionAndRecall(results: readonly CorpusResult[]): { precision: number; recall: number } {
  const sum = (chosen: readonly CorpusResult[], of: (one: CorpusResult) => number) =>
    chosen.reduce((total, one) => total + of(one), 0);
  const secrets = results.filter(({ isSecret }) => isSecret);
  const total = sum(secrets, (one) => one.total);
  const found = total - sum(secrets, ({ wrong }) => wrong.length);
  const falseAlarms = sum(
    results.filter(({ isSecret }) => !isSecret),
    ({ wrong }) => wrong.length,
  );
  return { precision: found / (found + falseAlarms), recall: found / total };
}
