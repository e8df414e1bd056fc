import { escapePattern } from '../session/escape-pattern.ts';
import type { KeyRules } from './secret-keys.ts';
import { patternsFor, type SecretPattern } from './secret-patterns.ts';
import type { TokenOf } from './tokens.ts';

export interface TextRules {
  keys: KeyRules;
  /** The user's own patterns; the whole match goes. */
  patterns: readonly RegExp[];
  /** Secrets known beforehand. */
  values: readonly string[];
  tokenOf: TokenOf;
}

/** Replaces the secrets in a text by tokens; a text without any comes back as it is. */
export function createTextRedactor(rules: TextRules): (text: string) => string {
  const { keys, tokenOf } = rules;
  const own: SecretPattern[] = rules.patterns.map((pattern) => ({
    secretClass: 'pattern',
    pattern: toGlobal(pattern),
  }));
  const declared = declaredForms(rules.values);
  const declaredPattern =
    declared.size > 0 ? new RegExp([...declared.keys()].map(escapePattern).join('|'), 'g') : undefined;

  function replaceMember(match: string, name: string | undefined, given: string | undefined): string {
    const value = given?.trimEnd();
    if (name === undefined || !value || value.startsWith('‹') || SAYS_NOTHING.test(value)) return match;
    const secretClass = keys.verdictOf(name).secretClass;
    return secretClass === undefined ? match : replaceLast(match, value, tokenOf(secretClass, value));
  }

  function replaceForms(text: string, forms: readonly SecretPattern[]): string {
    let result = text;
    for (const { secretClass, pattern, accepts } of forms) {
      result = replaceOutsideTokens(result, pattern, (...found: unknown[]) => {
        const match = found[0] as string;
        const groups = found[found.length - 1] as { secret?: string } | string;
        const secret = (typeof groups === 'object' && groups.secret) || match;
        if (secret === '' || secret.startsWith('‹') || accepts?.(secret) === false) return match;
        return replaceLast(match, secret, tokenOf(secretClass, secret));
      });
    }
    return result;
  }

  return (text) => {
    let result = text;
    if (declaredPattern)
      result = replaceOutsideTokens(result, declaredPattern, (form) => tokenOf('declared', declared.get(form) ?? form));
    if (own.length > 0) result = replaceForms(result, own);
    result = replaceForms(result, patternsFor(result));
    if (mayHoldMembers(result)) {
      result = result
        .replace(ASSIGNMENT, (match, name, quoted, single, bare) =>
          replaceMember(match, name, quoted ?? single ?? bare),
        )
        .replace(QUOTED_MEMBER, (match, name, value, escaped, bare) =>
          replaceMember(match, name, value ?? escaped ?? bare),
        )
        .replace(PRINTED_MEMBER, (match, name, quoted, bare) => replaceMember(match, name, quoted ?? bare));
    }
    return result;
  };
}

/** A token that is missing is no secret, and often the fault. */
const SAYS_NOTHING = /^(?:true|false|null|undefined|none|nil)$/i;

function mayHoldMembers(text: string): boolean {
  return /[={(,"]/.test(text) && /[\w-]=[^=\s]|"\s*:\s*[\\"\d-]|[{(,]\s?[\w-]+:/.test(text);
}

/** `token=…` of a query, a cookie or a log line; `password="…"`. */
const ASSIGNMENT = /(?<![\w.-])([\w.-]+)=(?!=)(?:"([^"]*)|'([^']*)|([^\s&#;"'<>]+))/g;
/** `"token": "…"` in JSON that is a part of a text or was cut; `\"token\":\"…\"` one level down. */
const QUOTED_MEMBER =
  /"([\w .-]{1,64})(?:"\s*:\s*"([^"\\]*(?:\\[\s\S][^"\\]*)*)|\\+"\s*:\s*\\+"([^"\\]*)|\\*"\s*:\s*(-?\d[\w.+-]*))/g;
/** `{user: bob, password: hunter2}` as consoles print objects, `Login { password: "hunter2" }` as Rust does. */
const PRINTED_MEMBER =
  /(?<=[{(,]\s?)([\w-]{1,64}):\s?(?:"([^"\\]*(?:\\[\s\S][^"\\]*)*)|([^\s,{}()[\]"][^,{}()[\]"]*))/g;

/** Longest first, so that no form hides a longer one. Encodings a secret meets on its way: JSON, URLs, base64. */
function declaredForms(values: readonly string[]): Map<string, string> {
  const forms: [string, string][] = [];
  for (const value of values) {
    if (!value) continue; // An unset variable, too.
    forms.push(
      [value, value],
      [encodeURIComponent(value.replace(LONE_SURROGATES, '\ufffd')), value],
      [JSON.stringify(value).slice(1, -1), value],
    );
    if (value.length >= MIN_LENGTH_IN_BASE64) {
      forms.push(
        [Buffer.from(value).toString('base64').replace(/=+$/, ''), value],
        [Buffer.from(value).toString('base64url'), value],
      );
    }
  }
  return new Map(forms.sort(([a], [b]) => b.length - a.length));
}

const MIN_LENGTH_IN_BASE64 = 8;
/** What `encodeURIComponent` refuses. */
const LONE_SURROGATES = /[\ud800-\udfff]/gu;

function toGlobal(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`);
}

/** A rule as wide as a user may write it must not spoil the tokens of the rules before it. */
function replaceOutsideTokens(text: string, pattern: RegExp, replace: (match: string, ...rest: unknown[]) => string) {
  if (!text.includes('‹')) return text.replace(pattern, replace);
  const parts = text.split(EACH_TOKEN);
  return parts.map((part, i) => (i % 2 === 1 ? part : part.replace(pattern, replace))).join('');
}

const EACH_TOKEN = /(‹[a-z0-9-]+:[\w:-]+›)/;

function replaceLast(text: string, part: string, replacement: string): string {
  const at = text.lastIndexOf(part);
  return text.slice(0, at) + replacement + text.slice(at + part.length);
}
