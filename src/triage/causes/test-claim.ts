import type { RecordedSession } from '../../session/format/schema.ts';
import { stripAnsi } from '../../std/text/printable-text.ts';

/** The texts that a test expected and got, as far as its errors tell, in lower case. */
export interface TestClaim {
  /** The text that was on the page. Undefined where the error does not tell; empty where nothing was there. */
  received?: string;
  /** The text that should have been there. */
  expected?: string;
  /** The same as the error has it. */
  expectedText?: string;
  /** Milliseconds that the assertion waited; undefined where the error does not tell. */
  timeoutMs?: number;
  /** All errors of the test, in lower case. */
  text: string;
}

/** Reads from the errors of a test what was expected and what was there instead. */
export function readTestClaim({ test, checkpoints }: RecordedSession): TestClaim {
  const ofSteps = checkpoints.flatMap(({ step }) => (step?.error === undefined ? [] : [step.error]));
  const errors = (test?.errors?.length ? test.errors : ofSteps).slice(0, MAX_ERRORS);
  const text = stripAnsi(errors.join('\n').slice(0, MAX_TEXT));
  const differing = readDifference(text);
  const expected = quoted(text, EXPECTED) ?? differing?.expected ?? quoted(text, BY_TEXT);
  const received = quoted(text, RECEIVED) ?? differing?.received;
  const timeout = TIMEOUT.exec(text)?.[1];
  return {
    text: text.toLowerCase(),
    ...(expected !== undefined && { expected: expected.toLowerCase(), expectedText: expected }),
    ...(received !== undefined && { received: received.toLowerCase() }),
    ...(timeout !== undefined && { timeoutMs: Number(timeout) }),
  };
}

/** Whether the test found a value on the page that it did not expect there. */
export function isFound(value: unknown, { expected, received }: TestClaim): boolean {
  return isShownIn(value, received) && !isShownIn(value, expected);
}

/** Whether the test expected a value on the page that was not there. */
export function isWanted(value: unknown, { expected, received }: TestClaim): boolean {
  return isShownIn(value, expected) && !isShownIn(value, received);
}

/** Whether a value stands in a text as whole words. A text of one letter says nothing. */
function isShownIn(value: unknown, text: string | undefined): boolean {
  if (text === undefined || text === '') return false;
  if (typeof value !== 'number' && (typeof value !== 'string' || value.length < 2 || value.length > text.length))
    return false;
  const shown = String(value).toLowerCase();
  for (let at = text.indexOf(shown); at !== -1; at = text.indexOf(shown, at + 1)) {
    const [before, after] = [text[at - 1], text[at + shown.length]];
    if (isInWord(before, shown[0]) || isInWord(after, shown.at(-1))) continue;
    if (!isInNumber(text, at - 1, -1) && !isInNumber(text, at + shown.length, 1)) return true;
  }
  return false;
}

const MAX_ERRORS = 5;
const MAX_TEXT = 20_000;

const EXPECTED = /^\s*Expected(?: string| substring| value| pattern)?:\s*(["'`])(.*)\1\s*$/m;
const RECEIVED = /^\s*Received(?: string| value)?:\s*(["'`])(.*)\1\s*$/m;
const TIMEOUT = /\b(?:Timeout:\s*|Timeout |Timed out )(\d{1,9})\s?ms/;
const BY_TEXT = /\bgetBy(?:Text|Label|Title)\((["'`])(.*?)\1/;

/** Reads the lines in which two lists or objects differ, as matchers print them: those that were expected, and those that were received. */
function readDifference(text: string): Required<Pick<TestClaim, 'expected' | 'received'>> | undefined {
  const head = DIFFERENCE.exec(text);
  if (head === null) return undefined;
  const lines = text.slice(head.index + head[0].length).split('\n', MAX_LINES);
  const after = (mark: string) =>
    lines.flatMap((line) => (line.startsWith(mark) ? withoutMarks(line.slice(1)) : [])).join('\n');
  return { expected: after('-'), received: after('+') };
}

/** Returns a line without its indentation, its comma and, where it is a text, its quotation marks. */
function withoutMarks(line: string): string {
  return line
    .trim()
    .replace(/,$/, '')
    .replace(/^"(.*)"$/, '$1');
}

/** Matches the two lines above a list of differences, which tell how many lines of each there are. */
const DIFFERENCE = /^- Expected +- \d+\n\+ Received +\+ \d+$/m;
const MAX_LINES = 500;

function quoted(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[2];
}

/** Whether two neighbours are of one word. */
function isInWord(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && WORD.test(one) && WORD.test(other);
}

/** Whether a point or comma is one of a number that goes on behind it. */
function isInNumber(text: string, at: number, direction: 1 | -1): boolean {
  return /[.,]/.test(text[at] ?? '') && /\d/.test(text[at + direction] ?? '') && /\d/.test(text[at - direction] ?? '');
}

const WORD = /[\p{L}\p{N}]/u;
