import { expect, test } from '@playwright/test';
import { ISSUER_FORMS } from '../../redact/forms/issuer-forms.ts';
import { createRedactor } from '../../redact/redactor.ts';
import { patternsFor } from '../../redact/secret-patterns.ts';
import { placeholderOf } from './placeholder-of.ts';
import { SecretPlaceholders } from './secret-placeholders.ts';

/** Texts around a secret that is recognised by them. */
const AROUND: Record<string, (secret: string) => string> = {
  bearer: (secret) => `Bearer ${secret}`,
  'basic-auth': (secret) => `Basic ${secret}`,
  password: (secret) => `postgres://user:${secret}@host/`,
  'discord-webhook': (secret) => `https://discord.com/api/webhooks/12345678/${secret}`,
  'zapier-webhook': (secret) => `https://hooks.zapier.com/hooks/catch/${secret}`,
  'teams-webhook': (secret) => `https://one.webhook.office.com/webhookb2/${secret}`,
  token: (secret) => `https://${secret}@host/`,
  signature: (secret) => `https://host/?sig=${secret}`,
  code: (secret) => `https://host/?code=${secret}&state=1`,
};

test('what stands for a secret of a known form has its class again when it is recorded, and its token when it comes back', () => {
  const patterns = patternsFor('all of them: xoxb-').filter(({ classOf }) => classOf === undefined);
  const issued = ISSUER_FORMS.map(([secretClass]) => ({ secretClass })).filter(
    ({ secretClass }) => placeholderOf(secretClass, 'hash') !== `${secretClass}-hash`,
  );
  // No number that could be somebody's card.
  const classes = new Set(
    [...patterns, ...issued].map(({ secretClass }) => secretClass).filter((one) => one !== 'card'),
  );
  expect(classes.size).toBeGreaterThan(30);
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
