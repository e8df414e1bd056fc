import { diffValues } from '../session/codec/diff-values.ts';
import { previewValue } from '../session/codec/preview-value.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { escapeToFit } from '../std/text/printable-text.ts';
import { counted } from '../std/text/readable-numbers.ts';
import { type FoundCheckpoint, findCheckpoint, statesOf } from './session-checkpoints.ts';
import { valueSection } from './value-section.ts';
import type { View, ViewItem } from './view.ts';

/** Lists the checkpoints of a session that have a state, each with what has changed since the one before. */
export function listStates(session: RecordedSession): View {
  let before: unknown = null;
  let room = MAX_LISTED;
  const items = statesOf(session).map((found): ViewItem => {
    const { state } = found.checkpoint;
    const changes = state === null || before === null ? [] : diffValues(before, state);
    const isFirst = before === null && state !== null;
    if (state !== null) before = state;
    const shown = changes
      .slice(0, MAX_CHANGES)
      .map(
        ({ path, before: was, after }) =>
          `       ${escapeToFit(path, 60)}: ${escapeToFit(previewValue(was, 40), 48)} → ${escapeToFit(previewValue(after, 40), 48)}`,
      );
    const more = changes.length - shown.length;
    const listed = changes.slice(0, room);
    room -= listed.length;
    const left = changes.length - listed.length;
    const what = isFirst ? 'first state' : state === null ? 'no state' : counted(changes.length, 'change');
    return {
      ...{
        id: found.id,
        lines: [
          `${found.id.padEnd(4)} ${headOf(found)}: ${what}`,
          ...shown,
          ...(more > 0 ? [`       … and ${more} more`] : []),
        ],
      },
      data: { ...dataOf(found), changes: listed, ...(left > 0 && { changes_left_out: left }) },
      short: { ...dataOf(found), changes: changes.length },
    };
  });
  return {
    title: counted(items.length, 'checkpoint with a state', 'checkpoints with a state'),
    sections: [{ key: 'states', items }],
    notes: [items.length === 0 ? NO_STATE : 'Shows one whole: ipc-recorder state <id> <session>.'],
  };
}

/**
 * Shows the app's state at a checkpoint.
 *
 * @throws {IpcError} `UNKNOWN_ID`
 */
export function showState(session: RecordedSession, id: string): View {
  const found = findCheckpoint(session, id);
  return {
    title: `State at checkpoint ${found.id}`,
    sections: [
      { key: 'checkpoint', isSingle: true, items: [{ lines: [headOf(found)], data: dataOf(found), rank: 0 }] },
      valueSection('state', 'State', found.checkpoint.state),
    ],
  };
}

const MAX_CHANGES = 5;
/** Changes of all checkpoints that are listed for a program: states that have nothing in common have millions. */
const MAX_LISTED = 10_000;

const NO_STATE =
  'No state was recorded: ipc.checkpoint(label, state) takes one, and the option state of ipcRecorder says what is read at each step.';

function headOf({ checkpoint: { label, step, note, event_index } }: FoundCheckpoint): string {
  const where = step === undefined ? '' : ` (${step.phase} of a step)`;
  const why = note === undefined ? '' : `, ${escapeToFit(note, 100)}`;
  return `${escapeToFit(label ?? step?.title_path.at(-1) ?? 'checkpoint', 80)}${where}, before event ${event_index}${why}`;
}

function dataOf({
  id,
  checkpoint: { label, step, note, event_index, timestamp },
}: FoundCheckpoint): Record<string, unknown> {
  return {
    id,
    label,
    timestamp,
    event_index,
    ...defined({ step: step && { phase: step.phase, title_path: step.title_path }, note }),
  };
}
