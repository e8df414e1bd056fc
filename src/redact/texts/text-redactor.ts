import { changeAroundTokens } from '../../session/codec/tokens.ts';
import { statelessPattern } from '../../std/text/escape-pattern.ts';
import { createFindAny, type FindAny } from '../find-any.ts';
import type { KeyRules } from '../key-rules.ts';
import { anyOf, formsOf, type KnownSecret } from '../known-secrets.ts';
import { classInBytes, EMAIL, patternsFor, replaceSecrets, type SecretPattern } from '../secret-patterns.ts';
import type { SecretsInForce } from '../secrets-in-force.ts';
import type { TokenOf } from '../tokens/tokenizer.ts';
import { createMemberRedactor } from './member-redactor.ts';
import { type Traits, traitsOf } from './text-traits.ts';

export interface TextRules {
  keys: KeyRules;
  /** The user's own patterns; the whole match goes. */
  patterns: readonly RegExp[];
  secrets: SecretsInForce;
  /** Tells whether e-mail addresses are secret. */
  emails: boolean;
  tokenOf: TokenOf;
}

export interface TextRedactor {
  /** Replaces the secrets in a text by tokens; a text without any comes back as it is. */
  redactText(text: string, traits?: Traits): string;
  /** Tells whether a text that was read out of other bytes has a secret of a known form: the length of it may stand right before it. */
  isSecretInBytes(text: string): boolean;
}

/** Makes the redactor of texts. */
export function createTextRedactor(rules: TextRules): TextRedactor {
  const { keys, tokenOf, emails } = rules;
  const own: SecretPattern[] = rules.patterns.map((pattern) => ({
    secretClass: 'pattern',
    pattern: statelessPattern(pattern, 'g'),
  }));
  let known: Known | undefined;
  const redactMembers = createMemberRedactor(keys, tokenOf);

  /** Replaces secrets by their forms. A rule as wide as a user may write it must not spoil the tokens of the rules before it. */
  function replaceForms(text: string, forms: readonly SecretPattern[]): string {
    let result = text;
    for (const form of forms)
      result = changeAroundTokens(result, (part) =>
        replaceSecrets(part, form, (secret) => tokenOf(form.classOf?.(secret) ?? form.secretClass, secret)),
      );
    return result;
  }

  function redactText(text: string, traits: Traits = traitsOf(text)): string {
    let result = text;
    if (known?.version !== rules.secrets.version) known = knownNow(rules.secrets);
    const { any, find, sources, words } = known;
    if (any !== undefined && find(text) !== undefined)
      result = changeAroundTokens(result, (part) =>
        part.replace(any, (form) => {
          const { value, from } = sources.get(form) ?? { value: form, from: '' };
          return tokenOf(from === 'typed' ? 'typed' : 'declared', value);
        }),
      );
    if (words !== undefined)
      result = changeAroundTokens(result, (part) => part.replace(words, (word) => tokenOf('typed', word)));
    if (own.length > 0) result = replaceForms(result, own);
    // An entry of a `.netrc` has nothing but words.
    if (traits === 0 && !result.includes('password ')) return result;
    result = replaceForms(result, patternsFor(result, traits));
    if (emails && result.includes('@')) result = replaceForms(result, [EMAIL]);
    return redactMembers(result, traits);
  }

  return { redactText, isSecretInBytes: (text) => classInBytes(text) !== undefined };
}

/** All that is made of the known secrets, until there are others. */
interface Known {
  version: number;
  any: RegExp | undefined;
  find: FindAny;
  /** The secret behind each form. */
  sources: Map<string, KnownSecret>;
  words: RegExp | undefined;
}

function knownNow(secrets: SecretsInForce): Known {
  const sources = new Map(
    secrets.anywhere().flatMap((secret) => formsOf(secret.value).map((form) => [form, secret] as const)),
  );
  const words = anyOf(secrets.asWords());
  return {
    version: secrets.version,
    any: anyOf(sources.keys()),
    find: createFindAny(sources.keys()),
    sources,
    words: words && new RegExp(`(?<![\\p{L}\\p{N}_])(?:${words.source})(?![\\p{L}\\p{N}_])`, 'gu'),
  };
}
