import { styleText } from 'node:util';
import { escapeText } from '../src/std/text/printable-text.ts';
import type { Paint } from '../src/triage/failure-block.ts';

const PAINTS = { title: 'bold', pending: 'yellow', failed: 'red', quiet: 'dim' } as const;

/** Colours a text of a block. For stderr: JSON and JUnit may be on stdout. */
export const paint: Paint = (what, text) => styleText(PAINTS[what], text, { stream: process.stderr });

/** Prints lines below an empty one, on stderr. */
export function print(...lines: string[]): void {
  process.stderr.write(`\n${lines.map((line) => `${line}\n`).join('')}`);
}

/** Prints a warning of the reporter. */
export function warn(text: string): void {
  process.stderr.write(`[ipc-reporter] ${escapeText(text)}\n`);
}
