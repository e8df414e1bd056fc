import { isTelling, type KnownSecret } from './known-secrets.ts';
import type { KeyRules } from './secret-keys.ts';

/** The values of variables whose names promise a secret, by the rules for keys: `GITHUB_TOKEN` and `DB_PASSWORD`, not `TOKEN_FILE`. */
export function secretsOfEnvironment(keys: KeyRules, env: NodeJS.ProcessEnv = process.env): KnownSecret[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined &&
    name !== WORKING_DIRECTORY &&
    keys.verdictOf(name).secretClass !== undefined &&
    isTelling(value)
      ? [{ value, from: `the variable ${name}` }]
      : [],
  );
}

/** What every shell sets. In any other name the word is short for a password. */
const WORKING_DIRECTORY = 'PWD';
