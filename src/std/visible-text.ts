/**
 * Writes out what cannot be seen in a text: control characters, bidi overrides, zero-width marks and lone surrogates become `\u{…}`.
 * Line breaks and tabs stay, unless `oneLine` asks for `\n` and `\t`. The emoji joiner stays too.
 */
export function visibleText(text: string, oneLine = false): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (char) => {
    if (char === '\n' || char === '\t') return oneLine ? (char === '\n' ? '\\n' : '\\t') : char;
    if (char === '\u200d') return char;
    return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
