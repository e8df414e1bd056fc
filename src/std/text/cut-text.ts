import { charCodeAt, slice } from '../natives.ts';

// Runs in pages, too.

/** Cuts text to at most `maxLength` characters, the last one `…` when something was left out. Never splits a surrogate pair. */
export function cutText(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${textHead(text, maxLength - 1)}…`;
}

/** Cuts text to at most `maxLength` characters, followed by the length it had: redaction leaves out the torn word before that. */
export function shorten(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${textHead(text, maxLength)}… (${text.length} characters)`;
}

/** Returns the first `length` UTF-16 units of text, one less where that would split a surrogate pair. */
export function textHead(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = charCodeAt(text, length - 1);
  return slice(text, 0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
