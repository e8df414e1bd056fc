import { firstLoss, type Loss } from '../../session/codec/not-whole.ts';
import { valueFilesIn } from '../../session/codec/value-files.ts';
import type { IpcCall, RecordedSession } from '../../session/format/schema.ts';
import { counted, readableSize } from '../../std/text/readable-numbers.ts';
import { readableValueBytes } from '../read-limits.ts';
import { type MissingValue, SessionValues } from './session-values.ts';
import { VALUES_FOLDER } from './value-limits.ts';

/** Says what of a session's large values is not there: those whose files are missing, and those that were cut when it was recorded. @param file the session's file. */
export function valueWarnings(session: RecordedSession, file: string): string[] {
  const missing = new SessionValues(session, file, { maxBytes: readableValueBytes() }).missing(session);
  const warnings: string[] = [];
  for (const why of ['missing', 'damaged'] as const) {
    const some = missing.filter((one) => one.why === why);
    if (some.length > 0) warnings.push(missingText(some, why, session));
  }
  const cut = cutCalls(session);
  if (cut.length > 0)
    warnings.push(
      `${counted(cut.length, 'call')} ${cut.length === 1 ? 'has a value' : 'have values'} that ${cut.length === 1 ? 'was' : 'were'} cut when recorded: ${listed(cut)}. A replay refuses ${cut.length === 1 ? 'it' : 'them'}; record again with a larger ipcRecorder.maxValueBytes or maxValuesBytes.`,
    );
  return warnings;
}

const MAX_LISTED = 3;

function missingText(missing: MissingValue[], why: 'missing' | 'damaged', session: RecordedSession): string {
  const names = missing.slice(0, MAX_LISTED).map(({ file }) => {
    const call = callsOf(session).find(({ call }) => valueFilesIn(call).some(({ sha256 }) => sha256 === file.sha256));
    const of = call === undefined ? '' : ` of #${call.index} ${call.call.command}`;
    return `${VALUES_FOLDER}/${file.sha256} (${file.type}, ${readableSize(file.bytes)}${of})`;
  });
  const what = why === 'missing' ? 'not beside the session' : 'not what was recorded, and not used';
  return `${counted(missing.length, 'large value')} ${missing.length === 1 ? 'is' : 'are'} ${what}: ${listed(names, missing.length)}. A replay refuses the calls that need ${missing.length === 1 ? 'it' : 'them'}.`;
}

function cutCalls(session: RecordedSession): string[] {
  return callsOf(session).flatMap(({ index, call }) => {
    const loss = cutIn(call);
    return loss === undefined ? [] : [`#${index} ${call.command} (${loss.type} of ${loss.size.toLocaleString('en')})`];
  });
}

function cutIn({ args, result, error }: IpcCall): Loss | undefined {
  const answer = typeof result === 'object' && 'Ok' in result ? result.Ok : undefined;
  return [args, answer, error].map(firstLoss).find((loss) => loss?.why === 'cut');
}

function callsOf({ events }: RecordedSession): { index: number; call: IpcCall }[] {
  return events.flatMap(({ index, event }) => (event.type === 'Ipc' ? [{ index, call: event }] : []));
}

function listed(texts: string[], count = texts.length): string {
  const more = count - MAX_LISTED;
  return [...texts.slice(0, MAX_LISTED), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
