import type { SessionTest } from '../../session/format/schema.ts';
import { stripAnsi } from '../../std/text/printable-text.ts';

export function judgeReplay(recorded: TestOutcome, replayed: TestOutcome): ReplayVerdict {
  if (recorded.status === 'skipped' && replayed.status === 'skipped') return 'same';
  if (replayed.status === undefined || replayed.status === 'skipped' || replayed.status === 'interrupted')
    return 'not-run';
  const isPassing = replayed.status === 'passed';
  if (recorded.status === 'passed') return isPassing ? 'same' : 'failed';
  if (isPassing) return 'passed';
  if (recorded.status !== 'failed' && recorded.status !== 'timedOut') return 'failed';
  return normalizeError(recorded.error) === normalizeError(replayed.error) ? 'reproduced' : 'different-failure';
}

/** The outcome of a test. */
export interface TestOutcome {
  status: NonNullable<SessionTest['status']> | undefined;
  /** The text of the first error. */
  error: string | undefined;
}

/**
 * The verdict on a replay of a test:
 * `reproduced`: it failed as recorded; `different-failure`: it failed otherwise; `passed`: it failed and now passes;
 * `same`: it passed and passes, or skipped itself both times; `failed`: it passed (or nobody knows) and now fails; `not-run`: it was skipped or interrupted;
 * `unanswered`: it ended as recorded, or now passes, and none of the recorded calls was asked for, so that says nothing of the recording.
 */
export type ReplayVerdict =
  | 'reproduced'
  | 'different-failure'
  | 'passed'
  | 'same'
  | 'failed'
  | 'unanswered'
  | 'not-run';

/** Removes from an error text what differs from run to run and from machine to machine: colours, logs of calls and browsers, stacks, durations, folders, ports. */
export function normalizeError(error: string | undefined): string {
  return messageOf(stripAnsi(error ?? ''))
    .replace(/(?<!\d)\d+(?:\.\d+)?\s?m?s\b/g, '<time>')
    .replace(PATH, fileOf)
    .replace(/\b(localhost|127\.0\.0\.1|\[::1\]):\d+/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Returns an error's text without the logs and the stack below it. By lines: a pattern that begins with blanks takes forever on many of them. */
function messageOf(error: string): string {
  const lines = error.split('\n');
  const end = lines.findIndex((line, at) => at > 0 && /^(?:Call log:|Browser logs:|at \S)/.test(line.trimStart()));
  return end === -1 ? error : lines.slice(0, end).join('\n');
}

/** Matches what may be a path, with the place in the file behind it. */
const PATH = /(?:file:\/\/)?(?:[A-Za-z]:)?(?:[\\/][\w.@ -]+)+(?::\d+)*/g;

/** Returns the name of the last source file of a path, and what stands behind it; the path itself when it has none. */
function fileOf(path: string): string {
  const parts = path.split(/[\\/]/);
  for (let at = parts.length - 1; at > 0; at -= 1) {
    const [file, name] = /^([\w.@-]+\.[cm]?[jt]sx?)(?::\d+)*/.exec(parts[at] ?? '') ?? [];
    if (file === undefined || name === undefined) continue;
    // With the separators as they are.
    const behind = parts.slice(0, at).reduce((length, part) => length + part.length + 1, 0) + file.length;
    return name + path.slice(behind);
  }
  return path;
}
