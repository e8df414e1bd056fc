import type { KeyRules } from '../key-rules.ts';
import { looksSecret } from '../looks-secret.ts';
import type { TokenOf } from '../tokens/tokenizer.ts';
import { replaceLast } from './replace-last.ts';
import { saysNothing } from './says-nothing.ts';
import { HAS_ESCAPE, HAS_MEMBER, type Traits } from './text-traits.ts';

/** Replaces, in a text, what stands beside a name that promises a secret: `token=…`, `"token": "…"`, `--token …`, `Authorization: …`. */
export function createMemberRedactor(keys: KeyRules, tokenOf: TokenOf): (text: string, traits: Traits) => string {
  function hide(match: string, name: string | undefined, given: string | undefined): string {
    const value = given?.trimEnd();
    if (name === undefined || !value || saysNothing(value)) return match;
    const secretClass = keys.verdictOf(name).secretClass;
    return secretClass === undefined || !looksSecret(secretClass, value)
      ? match
      : replaceLast(match, value, tokenOf(secretClass, value));
  }
  const member = (match: string, name: string, ...values: (string | undefined | number)[]) =>
    hide(match, name, values.find((value) => typeof value === 'string') as string | undefined);
  /** Hides a value without quotes where a word of a sentence could stand as well. */
  const bareMember = (match: string, name: string, value: string) =>
    isPlain(value) ? match : hide(match, name, value);

  function redactHeaders(text: string): string {
    return text.replace(HEADER, (match, name, scheme = '', value) =>
      scheme === '' && (IS_PROSE.test(value) || IS_WRAPPER.test(value))
        ? match
        : hide(match, scheme === '' ? name : 'authorization', value),
    );
  }

  function redactFlags(text: string): string {
    return text
      .replace(FLAG, member)
      .replace(USER_FLAG, (match, value) => hide(match, 'password', value))
      .replace(MYSQL_FLAG, (match, value) => hide(match, 'password', value));
  }

  function redactAssignments(text: string): string {
    return text
      .replace(ASSIGNMENT, (match, name, ...values) => member(match, name.replace(BRACKET_IN_URL, ' '), ...values))
      .replace(SPACED_ASSIGNMENT, member)
      .replace(TYPED_ASSIGNMENT, member);
  }

  function redactColons(text: string): string {
    return text
      .replace(QUOTED_MEMBER, member)
      .replace(SINGLE_QUOTED_MEMBER, member)
      .replace(PRINTED_MEMBER, member)
      .replace(LINE, member)
      .replace(UNSPACED, bareMember);
  }

  const redactNetrc = (text: string) => text.replace(NETRC, (match, value) => hide(match, 'password', value));

  return (text, traits) => {
    if (!(traits & (HAS_MEMBER | HAS_ESCAPE)))
      return text.length > MIN_NETRC && text.includes('password ') ? redactNetrc(text) : text;
    let result = text.includes('-') && FLAG_START.test(text) ? redactFlags(text) : text;
    if (!keys.mayMention(result)) return result;
    if (result.includes(':') && HEADER_END.test(result)) result = redactHeaders(result);
    if (result.includes('%')) result = result.replace(MEMBER_IN_URL, member).replace(ASSIGNMENT_IN_URL, member);
    if (result.includes('=')) {
      result = redactAssignments(result);
      if (result.includes('=>')) result = result.replace(ARROW, member);
    }
    if (COLON.test(result)) result = redactColons(result);
    if (result.includes('<')) result = result.replace(ELEMENT, member).replace(ATTRIBUTE, member);
    return /\spassword\s/.test(result) ? redactNetrc(result) : result;
  };
}

/** Tells whether a value could be a word or a path as well: letters, or none of capitals, digits and marks. */
function isPlain(value: string): boolean {
  return value.length < 6 || /^[a-z-]+$|^[A-Z]?[a-z]+$|^\d+(?::\d+)*$/.test(value);
}

const MIN_NETRC = 20;
const COLON = /[:：]/;

/** Matches the ends of the names of headers, for a quick look. */
const HEADER_END = /[nNeEyYtThH]\s?:\s?[^\s/]/;
const FLAG_START = /(?:^|\s)--?[A-Za-z]/;
/** Matches a header as requests and command lines write it, up to the end of the line or the quote; its scheme stays. */
const HEADER =
  /(?<![\w‹-])((?:proxy-)?authorization|(?:set-)?cookie|x-(?:[\w-]{1,40}-)?(?:(?:api|access)?key|token|secret|auth|session)|api-?key)\s?:\s*((?:Basic|Bearer|Digest|Token)\s+)?([^\r\n"'\\]+)/gi;
/** Matches the begin of a value that Rust wraps: `Some("…")`. */
const IS_WRAPPER = /^(?:[A-Z]\w{0,30}\()+$/;
/** Matches what no header holds: small letters and spaces. */
const IS_PROSE = /^[a-z][a-z ]*[.!]?$/;
/** Matches a flag such as `--password hunter2`. */
const FLAG = /(?<!\S)--?([A-Za-z][\w-]*)\s+(?:"([^"]*)|'([^']*)|([^\s"'-][^\s"']*))/g;
/** Matches the user of a request, as in `curl -u user:password`. */
const USER_FLAG = /(?<!\S)(?:-u|--user|--proxy-user)\s+["']?[^\s:"']+:([^\s"']+)/g;
/** Matches the password that `mysql` and its kin take without a space. */
const MYSQL_FLAG = /\bmysql\w{0,20}\s(?:[^\n]{0,200}?\s)?-p([^\s"']+)/g;
/** Matches a member of JSON in an address: `%22token%22%3A%22…`. */
const MEMBER_IN_URL = /%22([\w.-]{1,64})%22(?:%3A|:)(?:%20|\+)?%22((?:(?!%22)[^\s"'&#])*)/gi;
/** Matches an assignment in an address in an address: `%3Ftoken%3D…`. */
const ASSIGNMENT_IN_URL = /(?:%3F|%26)([\w.-]{1,64})%3D([^\s"'&#%]+)/gi;
const BRACKET_IN_URL = /%5[BD]/gi;

const NAME = '[\\p{L}\\p{M}\\p{N}_.-]';
const NOT_IN_NAME = '(?<![\\p{L}\\p{M}\\p{N}_.\\-[\\]%])';
const DOUBLE = '"([^"\\\\]*(?:\\\\[\\s\\S][^"\\\\]*)*)';
const SINGLE = "'([^'\\\\]*(?:\\\\[\\s\\S][^'\\\\]*)*)";

/** Matches an assignment: `token=…` of a query, a cookie or a log line; `user[password]=…` of a form; `password="…"`. */
const ASSIGNMENT = new RegExp(
  `${NOT_IN_NAME}([\\p{L}\\p{M}\\p{N}_.\\-[\\]%]+)=(?![=>])(?:"([^"]*)|'([^']*)|([^\\s&#;"'<>]+))`,
  'gu',
);
/** Matches an assignment with spaces: in code the value is in quotes, in a file of settings it is the rest of the line. */
const SPACED_ASSIGNMENT = new RegExp(
  `${NOT_IN_NAME}(${NAME}{1,64})(?:[ \\t]+=[ \\t]*|=[ \\t]+)(?:"([^"\\n]*)|'([^'\\n]*)|([^\\s"'()[\\]{};=<>]+)(?=[ \\t]*(?:[\\r\\n]|$)))`,
  'gu',
);
/** Matches an assignment to a variable with a type. */
const TYPED_ASSIGNMENT = new RegExp(
  `${NOT_IN_NAME}(${NAME}{1,64}):[ \\w<>[\\]|]{1,40}=\\s?(?:${DOUBLE}|${SINGLE})`,
  'gu',
);
/** Matches a member as Ruby, PHP and Perl print it: `'password' => '…'`. */
const ARROW = new RegExp(
  `["':]?(${NAME}{1,64})["']?\\s{0,4}=>\\s{0,4}(?:${DOUBLE}|${SINGLE}|([^\\s"',()[\\]{}]+))`,
  'gu',
);
/** Matches a member of JSON that is a part of a text or was cut: `"token": "…"`; `\"token\":\"…\"` one level down. */
const QUOTED_MEMBER = new RegExp(
  `"([\\p{L}\\p{M}\\p{N}_ .-]{1,64})(?:"\\s{0,9}:\\s{0,9}${DOUBLE}|\\\\+"\\s{0,9}:\\s{0,9}\\\\+"([^"\\\\]*)|\\\\*"\\s{0,9}:\\s{0,9}(-?\\d[\\w.+-]*))`,
  'gu',
);
const SINGLE_QUOTED_MEMBER = new RegExp(
  `'([\\p{L}\\p{M}\\p{N}_ .-]{1,64})'\\s{0,9}:\\s{0,9}(?:${SINGLE}|${DOUBLE})`,
  'gu',
);
/**
 * Matches a member of a printed object: `{user: bob, password: hunter2}` as consoles print objects, `Login { password: "hunter2" }` as Rust
 * does, `password: Some("hunter2")` too.
 */
const PRINTED_MEMBER = new RegExp(
  `(?<=[{(,[]\\s?)([\\p{L}\\p{M}\\p{N}_-]{1,64}):\\s?(?:[A-Z]\\w{0,30}\\(){0,4}(?:${DOUBLE}|${SINGLE}|([^\\s,{}()[\\]"'][^,{}()[\\]"]*))`,
  'gu',
);
/** Matches a line of YAML, or of a log: `password: hunter2`. */
const LINE = new RegExp(
  `(?:^|[\\n\\r])[ \\t]*(?:- )?["']?(${NAME}{1,64})["']?(?:[ \\t]?:[ \\t]+|：[ \\t]*)(?:"([^"\\n]*)|'([^'\\n]*)|([^\\s"'{}[\\]]+)(?=,?[ \\t]*(?:[\\r\\n]|$)))`,
  'gu',
);
/** Matches a member without a space, as Go prints maps: \`map[user:bob password:hunter2]\`. */
const UNSPACED = new RegExp(
  `(?<![\\p{L}\\p{M}\\p{N}_./:%‹-])(${NAME}{1,64}):([^\\s/:"'\`,{}()[\\]<>][^\\s"'\`,{}()[\\]<>]*)`,
  'gu',
);
/** Matches an element of XML. */
const ELEMENT = new RegExp(`<(${NAME}{1,64})(?:\\s[^<>]{0,200})?>([^<>]+)(?=</)`, 'gu');
/** Matches an element that has a name for its value: `<add key="Password" value="…"/>`. */
const ATTRIBUTE = /\b(?:key|name|id)=["']([^"'<>]{1,64})["'][^<>]{0,100}?\svalue=["']([^"'<>]+)/g;
/** Matches an entry of a `.netrc`. */
const NETRC = /\b(?:login|user|account)\s+\S{1,200}\s+password\s+(\S+)/g;
