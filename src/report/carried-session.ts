import { gunzipSync, gzipSync } from 'node:zlib';
import { parseSession } from '../session/parse-session.ts';
import type { RecordedSession } from '../session/schema.ts';
import { MAX_READABLE_BYTES } from '../store/readable.ts';
import type { RecordingAttachment } from './scan-attachment.ts';

/** A session that came in the message to the runner, because no file could be written. */
export interface CarriedSession {
  session: RecordedSession;
  /** Which rules of redaction were in force, as a journal says it. */
  redact?: string;
}

/** A session as an attachment without a file: compressed, and with the digest of its rules as a parameter of its type. */
export function carriedAttachment(name: string, text: string, redact?: string): RecordingAttachment {
  // As no text: the HTML report would show it all, and freeze.
  const contentType = redact === undefined ? TYPE : `${TYPE}; redact=${redact}`;
  return { name, contentType, body: gzipSync(text) };
}

/** Whether an attachment is a session without a file. */
export function isCarried({ contentType }: Pick<RecordingAttachment, 'contentType'>): boolean {
  return contentType === TYPE || contentType.startsWith(`${TYPE};`);
}

/** The session in an attachment without a file; a body of another origin need not be bounded as a recording is. */
export function readCarried({ contentType }: RecordingAttachment, body: Buffer): CarriedSession {
  const redact = /; redact=([\w-]+)$/.exec(contentType)?.[1];
  const session = parseSession(gunzipSync(body, { maxOutputLength: MAX_READABLE_BYTES }));
  return { session, ...(redact !== undefined && { redact }) };
}

const TYPE = 'application/gzip';
