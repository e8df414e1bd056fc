/** A text of at most `max` characters, and what says that it was longer: redaction leaves out the torn word before that. */
export function shorten(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}… (${text.length} characters)` : text;
}
