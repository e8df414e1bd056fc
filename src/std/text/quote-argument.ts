/**
 * Writes a text as one argument on a command line, quoted when it must be: a shell takes nothing in it for its own. Text that looks like a path
 * of Windows gets the quotes that its shells know.
 */
export function quoteArgument(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (/^[\w\\ @+=:,./()-]+$/.test(text) && text.includes('\\')) return `"${text}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
