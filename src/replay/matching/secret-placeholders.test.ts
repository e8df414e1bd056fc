import { expect, test } from '@playwright/test';
import { createRedactor } from '../../redact/redactor.ts';
import { patternsFor } from '../../redact/secret-patterns.ts';
import { SecretPlaceholders } from './secret-placeholders.ts';

/** Texts around a secret that is recognised by them. */
const AROUND: Record<string, (secret: string) => string> = {
  bearer: (secret) => `Bearer ${secret}`,
  'basic-auth': (secret) => `Basic ${secret}`,
  password: (secret) => `postgres://user:${secret}@host/`,
  'discord-webhook': (secret) => `https://discord.com/api/webhooks/12345678/${secret}`,
};

test('what stands for a secret of a known form has its class again when it is recorded, and its token when it comes back', () => {
  // No number that could be somebody's card.
  const classes = new Set(
    patternsFor('all of them: xoxb-')
      .map(({ secretClass }) => secretClass)
      .filter((one) => one !== 'card'),
  );
  expect(classes.size).toBeGreaterThan(25);
  const { text, secretOf } = createRedactor();
  for (const secretClass of classes) {
    const surrogates = new SecretPlaceholders(secretOf);
    const around = AROUND[secretClass] ?? ((secret: string) => `before ${secret} after`);
    const [recorded, other] = ['9fQ2xK7cTz', '0-_aBcDeFg'].map((hash) => around(`‹${secretClass}:h:${hash}›`)) as [
      string,
      string,
    ];
    const given = surrogates.toSecrets(recorded) as string;
    expect.soft(text(given).replace(/:h:[\w-]{10}/, ':h:9fQ2xK7cTz'), given).toBe(recorded);
    expect.soft(surrogates.toSecrets(other), secretClass).not.toBe(given);
    // The secret comes back redacted, since its form says what it is.
    expect.soft(surrogates.toTokens(text(given)), secretClass).toBe(recorded);
    const alone = `‹${secretClass}:h:9fQ2xK7cTz›`;
    expect.soft(surrogates.toTokens({ a: surrogates.toSecrets(alone) }), secretClass).toEqual({ a: alone });
  }
});

test('a class is a name like any other', () => {
  expect(new SecretPlaceholders().toSecrets('‹constructor:h:9fQ2xK7cTz›')).toBe('constructor-9fQ2xK7cTz');
});
