import { escapeToFit } from '../../std/text/printable-text.ts';

/**
 * Returns a recorded time zone as the environment takes it: by its name alone, since there a text such as `:/etc/passwd` is the path of a file.
 * With a note it is left out where it is none that this machine knows.
 */
export function usableTimezone(
  recorded: string | undefined,
  onNote: ((note: string) => void) | undefined,
): string | undefined {
  if (recorded === undefined) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: recorded }).resolvedOptions();
    if (/^[A-Za-z]/.test(timeZone)) return timeZone;
  } catch {
    // It is none.
  }
  onNote?.(`The recorded time zone "${escapeToFit(recorded, 60)}" is unknown here: the run has that of this machine.`);
  return undefined;
}
