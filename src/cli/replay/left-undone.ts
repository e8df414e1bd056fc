import { callKind } from '../../session/call-kind.ts';
import type { AppEvent, RecordedSession } from '../../session/schema.ts';

/** What an Electron app did in the recording, which no answer does, and the command before it. */
export interface LeftUndone {
  command: string;
  what: string;
}

/** The windows that a recording shows opened and the new run does not, and the end of the app, each with the command that may have brought it about. */
export function leftUndone(recorded: RecordedSession, replayed: RecordedSession): LeftUndone[] {
  const undone = new Map<string, string>();
  const [before, now] = [marksOf(recorded), marksOf(replayed)];
  for (const [mark, { at, what }] of before) {
    if (now.has(mark)) continue;
    const cause = recorded.events.slice(0, at).findLast(({ event }) => isFromElectron(event));
    if (cause?.event.type === 'Ipc') undone.set(cause.event.command, what);
  }
  return [...undone].map(([command, what]) => ({ command, what }));
}

/** By what they are told apart: the first sight of each window, and an end of the app that was no orderly one. */
function marksOf({ events }: RecordedSession): Map<string, { at: number; what: string }> {
  const marks = new Map<string, { at: number; what: string }>();
  for (const [at, { event }] of events.entries()) {
    if (event.type === 'Ipc' && event.source === 'electron' && !marks.has(event.webview_label))
      marks.set(event.webview_label, { at, what: `opened ${event.webview_label}` });
    if (event.type === 'WindowEvent' && event.label.endsWith(PROCESS) && event.event !== ORDERLY)
      marks.set(`${event.label} ${event.event}`, { at, what: `ended the app (${event.event})` });
  }
  return marks;
}

/** As `fixtures/electron-apps.ts` names the process and its end. */
const PROCESS = 'main-process';
const ORDERLY = 'exit 0';

function isFromElectron(event: AppEvent): boolean {
  return event.type === 'Ipc' && event.source === 'electron' && callKind(event) !== 'push';
}
