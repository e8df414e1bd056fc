import type { KeyRules } from './key-rules.ts';
import { replaceLast } from './replace-last.ts';
import type { TokenOf } from './tokenizer.ts';

/** Replaces, in a text, what stands beside a name that promises a secret: `token=…`, `"token": "…"`, `--token …`, `Authorization: …`. */
export function createMemberRedactor(keys: KeyRules, tokenOf: TokenOf): (text: string) => string {
  function hide(match: string, name: string | undefined, given: string | undefined): string {
    const value = given?.trimEnd();
    if (name === undefined || !value || value.startsWith('‹') || SAYS_NOTHING.test(value)) return match;
    const secretClass = keys.verdictOf(name).secretClass;
    return secretClass === undefined ? match : replaceLast(match, value, tokenOf(secretClass, value));
  }

  return (text) => {
    let result = text;
    if (result.includes(':') && HEADER_END.test(result))
      result = result.replace(HEADER, (match, name, scheme = '', value) =>
        value.includes('‹') ? match : hide(match, scheme === '' ? name : 'authorization', value),
      );
    if (result.includes('-') && FLAG_START.test(result)) {
      result = result
        .replace(FLAG, (match, name, quoted, single, bare) => hide(match, name, quoted ?? single ?? bare))
        .replace(USER_FLAG, (match, value) => hide(match, 'password', value));
    }
    if (result.includes('%22'))
      result = result.replace(MEMBER_IN_URL, (match, name, value) => hide(match, name, value));
    if (mayHoldMembers(result)) {
      result = result
        .replace(ASSIGNMENT, (match, name, quoted, single, bare) =>
          hide(match, name.replace(BRACKET_IN_URL, ' '), quoted ?? single ?? bare),
        )
        .replace(QUOTED_MEMBER, (match, name, value, escaped, bare) => hide(match, name, value ?? escaped ?? bare))
        .replace(PRINTED_MEMBER, (match, name, quoted, bare) => hide(match, name, quoted ?? bare));
    }
    return result;
  };
}

/** Matches values that say that a token is missing: that is no secret, and often the fault. */
const SAYS_NOTHING = /^(?:true|false|null|undefined|none|nil|empty|expired|invalid|missing|required|unset)$/i;

function mayHoldMembers(text: string): boolean {
  return /[={(,"]/.test(text) && /[\w\]-]=[^=\s]|"\s*:\s*[\\"\d-]|[{(,]\s?[\w-]+:/.test(text);
}

/** Matches the ends of the names of headers, for a quick look. */
const HEADER_END = /[nNeEyYtThH]\s?:\s?[^\s/]/;
const FLAG_START = /(?:^|\s)--?[A-Za-z]/;
/** Matches a header as requests and command lines write it, up to the end of the line or the quote; its scheme stays. */
const HEADER =
  /(?<![\w‹-])((?:proxy-)?authorization|(?:set-)?cookie|x-(?:[\w-]{1,40}-)?(?:(?:api|access)?key|token|secret|auth|session)|api-?key)\s?:\s*((?:Basic|Bearer|Digest|Token)\s+)?([^\r\n"'\\]+)/gi;
/** Matches a flag such as `--password hunter2`. */
const FLAG = /(?<!\S)--?([A-Za-z][\w-]*)\s+(?:"([^"]*)|'([^']*)|([^\s"'-][^\s"']*))/g;
/** Matches the user of a request, as in `curl -u user:password`. */
const USER_FLAG = /(?<!\S)(?:-u|--user|--proxy-user)\s+["']?[^\s:"']+:([^\s"']+)/g;
/** Matches a member of JSON in an address: `%22token%22%3A%22…`. */
const MEMBER_IN_URL = /%22([\w.-]{1,64})%22(?:%3A|:)(?:%20|\+)?%22((?:(?!%22)[^\s"'&#])*)/gi;
const BRACKET_IN_URL = /%5[BD]/gi;
/** Matches an assignment: `token=…` of a query, a cookie or a log line; `user[password]=…` of a form; `password="…"`. */
const ASSIGNMENT = /(?<![\w.\-[\]%])([\w.\-[\]%]+)=(?!=)(?:"([^"]*)|'([^']*)|([^\s&#;"'<>]+))/g;
/** Matches a member of JSON that is a part of a text or was cut: `"token": "…"`; `\"token\":\"…\"` one level down. */
const QUOTED_MEMBER =
  /"([\w .-]{1,64})(?:"\s*:\s*"([^"\\]*(?:\\[\s\S][^"\\]*)*)|\\+"\s*:\s*\\+"([^"\\]*)|\\*"\s*:\s*(-?\d[\w.+-]*))/g;
/** Matches a member of a printed object: `{user: bob, password: hunter2}` as consoles print objects, `Login { password: "hunter2" }` as Rust does. */
const PRINTED_MEMBER =
  /(?<=[{(,]\s?)([\w-]{1,64}):\s?(?:"([^"\\]*(?:\\[\s\S][^"\\]*)*)|([^\s,{}()[\]"][^,{}()[\]"]*))/g;
