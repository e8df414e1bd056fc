/** Writes `text` as the source of a regular expression that matches it and nothing else. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Copies a regular expression without its flags `g` and `y`: those keep a position, which makes `test` skip what it found before. */
export function statelessPattern({ source, flags }: RegExp, moreFlags = ''): RegExp {
  return new RegExp(source, flags.replace(/[gy]/g, '') + moreFlags);
}
