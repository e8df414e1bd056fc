import { indentedJson } from '../../std/text/indented-json.ts';
import { escapeJson } from '../../std/text/printable-text.ts';

/** The output of a command: its result, notes beside it, and the exit code. */
export interface CommandIo {
  /** Prints a line, or lines, of the result. */
  print(text: string): void;
  /** Prints a line beside the result: progress, advice. Goes to stderr. */
  note(text: string): void;
  /** Sets the exit code. 0 (the default): done, or the same. 1: it differs. 2: bad input. 125, for `git bisect run`: cannot tell, and so for what is thrown after it. `run` ends with Playwright's own. */
  exitWith(code: number): void;
}

/** Prints a value as the one JSON document of a command. */
export function printJson(io: CommandIo, value: unknown): void {
  io.print(escapeJson(indentedJson(value) ?? 'null'));
}
