import { phrases } from './secret-words.ts';

/** Tells whether a key that has a secret word in it speaks about a secret and holds none: `password_min_length` is a length, `hasPassword` a question, `nextPageToken` a page. */
export function isAboutSecrets(words: string): boolean {
  return METADATA.test(words) || QUESTION.test(words) || OTHER_TOKENS.test(words);
}

/** Tells whether a key names an id, an order or a size: its digits are of no card. */
export function namesIds(words: string): boolean {
  return ID.test(words);
}

const ID = phrases(
  'ids?|uuid|order(?: ?(?:number|no|nr))?|tracking(?: ?(?:number|no|nr))?|invoice(?: ?(?:number|no|nr))?|(?:serial|ticket|case|reference|transaction|customer|message|phone) ?(?:number|no|nr)|' +
    'snowflake|timestamp|time|date|at|size|bytes|offset|count|total|length|index|seq|sequence|revision|cursor|isbn|ean|upc|gtin|barcode|inode|ino|mtime|ctime|atime|nanos|micros|ms|ns|us',
);

/** Last words that make a compound harmless: `password_min_length` is a length, `tokenType` a type. */
const METADATA = phrases(
  '(?:age|algorithm|at|attempts?|audience|balance|banner|budget|category|changed|clicker|color|colour|consent|count|counter|created|criteria|cutter|date|description|dialog|dir|directory|domain|duration|' +
    'enabled|endpoint|engine|errors?|expiration|expired|expires|expires in|expiry|factory|file|flavou?r|folder|form|format|generator|group|handler|help|icon|index|interval|issuer|kind|label|len|' +
    'length|level|lifetime|limit|listener|manager|match|matches|max|message|messages|method|min|mismatch|mode|monster|name|names|needed|notice|offset|options|owner|page|param|path|pattern|placeholder|policy|' +
    'port|position|preferences|prefix|price|prompt|protected|provider|question|realm|recipe|regex|region|reminder|required|requirements?|rules?|schema|scheme|scopes?|score|screen|separator|server|service|settings|size|' +
    'source|state|status|strength|suffix|symbol|timeout|title|tooltip|total|ttl|type|types|updated|uri|url|usage|used|username|valid|validator|validity|version|view|visibility|visible|' +
    '(?:token|secret|password|credential|card|key|cookie)s? ids?)$',
);

/** First words that make a question, a count or a permission of a key. */
const QUESTION =
  /^(?:accepts?|allows?|are|asks?|can|could|did|enabled?|forgot|has|hides?|includes?|invalid|is|max|min|missing|must|needs?|no|num|number of|on|remaining|remember|requires?|should|shows?|supports?|toggle|total|uses?|wants?|was|were|will|with|without|wrong) /;

/** Tokens of pages of a list, of cancelling, of designs and of languages. */
const OTHER_TOKENS = phrases(
  '(?:bos|cancel|cancellation|cls|colou?r|continuation|cursor|design|end|eos|identifier|keyword|lexer|mask|next|next sync|operator|pad|page|prev|previous|punctuation|resume|search|sep|special|' +
    'start|starting|stop|sync|syntax|theme|unk|whitespace) tokens?',
);
