import { IpcError } from '../../../errors.ts';
import { type DdminProgress, ddmin } from '../../../replay/minimize/ddmin.ts';
import type { IpcCall, RecordedSession } from '../../../session/format/schema.ts';
import { serializeSession } from '../../../session/format/serialize-session.ts';
import { writeFileWhole } from '../../../store/write-file-whole.ts';
import { callLine } from '../../../triage/call-line.ts';
import { KnownResults } from './known-results.ts';

/**
 * Finds a smallest part of a session's calls that still shows a failure, and writes it as a session.
 *
 * @throws {IpcError} `NOT_REPRODUCED` when the whole session does not show it.
 */
export async function minimizeSession(
  session: RecordedSession,
  shows: ShowsFailure,
  { output, goal, calls, partOf, always, timeLimitMs, onProgress, stop }: MinimizeOptions,
): Promise<Minimized> {
  const indices = calls.map(({ index }) => index).filter((index) => index !== always);
  const fixed = always === undefined ? [] : [always];
  const of = indices.length + fixed.length;
  const partWith = (kept: number[]) => partOf(session, [...kept, ...fixed]);
  const isShown = await shows(partWith(indices));
  stop.throwIfAborted();
  if (!isShown) {
    throw new IpcError('NOT_REPRODUCED', `Nothing to minimize: with the whole session ${goal} does not happen again.`);
  }
  const known = new KnownResults<boolean>(`${output}.search.json`, `${goal}\n${serializeSession(session)}`);
  const deadline = performance.now() + timeLimitMs;
  const { items, runs, isMinimal } = await ddmin(indices, async (kept) => await shows(partWith(kept)), {
    nameOf: String,
    cache: known,
    shouldStop: () => stop.aborted || performance.now() > deadline,
    onRun: ({ runs, left }) => onProgress?.({ runs, left: left + fixed.length, of }),
  });
  const part = partWith(items);
  writeFileWhole(output, serializeSession(part));
  if (isMinimal) known.remove();
  const kept = new Set([...items, ...fixed]);
  return {
    output,
    calls: { of, left: kept.size },
    left: calls.flatMap(({ index, call }) =>
      kept.has(index) ? [{ index, command: call.command, text: callLine(index, call) }] : [],
    ),
    ...{ runs, isMinimal, isInterrupted: stop.aborted },
  };
}

/** Tells whether a part of a session still shows what is looked for; undefined when it was interrupted. */
export type ShowsFailure = (part: RecordedSession) => Promise<boolean | undefined>;

export interface MinimizeOptions {
  /** The file of the result. The search keeps its findings beside it until it is done. */
  output: string;
  /** The failure that is looked for, in words that are the same for the same search. */
  goal: string;
  /** The calls that may be left out. */
  calls: { index: number; call: IpcCall }[];
  /** Makes the part of a session that has these calls, by the numbers of their events. */
  partOf: (session: RecordedSession, kept: number[]) => RecordedSession;
  /** A call that is always kept, by the number of its event. */
  always?: number;
  /** Milliseconds after which the search ends with what it has. */
  timeLimitMs: number;
  onProgress?: (progress: DdminProgress & { of: number }) => void;
  /** Ends the search with what it has. */
  stop: AbortSignal;
}

export interface Minimized {
  /** The file with the smallest session found. */
  output: string;
  calls: { of: number; left: number };
  /** The calls that are left, by the numbers of their events, each in a line that is safe to print. */
  left: { index: number; command: string; text: string }[];
  runs: number;
  /** False when the time was over first, or it was interrupted; the same command goes on from there. */
  isMinimal: boolean;
  isInterrupted: boolean;
}
