import { createHash } from 'node:crypto';
import type { LargePart } from '../../session/codec/take-out-large.ts';
import { distinctTokens, withoutTokenHashes } from '../../session/codec/tokens.ts';
import type { ValueFile } from '../../session/codec/value-files.ts';
import { canonicalJson } from '../../session/format/canonical-json.ts';
import { toWellFormed } from '../../std/text/well-formed.ts';

/** A large part of a value as it stands in a file: what its session says of it, and the content. */
export interface DescribedPart {
  file: ValueFile;
  content: Buffer;
}

/** Describes a large part of a value that has been redacted. */
export function describePart({ as, type, size, encoded }: LargePart): DescribedPart {
  if (as === 'bytes') {
    const {
      base64 = '',
      name,
      mime,
    } = (encoded as { $binary: { base64?: string; name?: string; mime?: string } }).$binary;
    const content = Buffer.from(base64, 'base64');
    const about = { ...(name === undefined ? {} : { name }), ...(mime === undefined ? {} : { mime }) };
    return { file: { as, type, size, bytes: content.length, sha256: digestOf(content), ...about }, content };
  }
  const text = as === 'text' ? (encoded as string) : JSON.stringify(encoded);
  const content = Buffer.from(text);
  const sha256 = digestOf(content);
  const canonical = withoutTokenHashes(as === 'text' ? text : (canonicalJson(encoded, MAX_LEVELS) ?? text));
  const tokens = distinctTokens(text, MAX_TOKENS);
  return {
    file: {
      ...{ as, type, size, bytes: content.length, sha256 },
      ...(canonical === text ? {} : { alike: digestOf(canonical) }),
      ...(tokens.length === 0 ? {} : { tokens }),
      head: headOf(text),
    },
    content,
  };
}

/** Returns the digest that names a content, as 64 hex digits. */
export function digestOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Levels of a value, more than `encodeValue` makes. */
const MAX_LEVELS = 400;
const MAX_TOKENS = 1_000;
/** UTF-16 units that are shown of a value that is too large to be shown. */
const HEAD = 160;

/** Returns the begin of a text, without a token that would be torn. */
function headOf(text: string): string {
  const head = text.slice(0, HEAD);
  const open = head.lastIndexOf('‹');
  return toWellFormed(open > head.lastIndexOf('›') ? head.slice(0, open) : head);
}
