import { DRY_RUN, type DrivenCall, type ReplayReport } from '../../replay/drive/drive.ts';
import type { ValueChange } from '../../session/codec/diff-values.ts';
import { previewValue } from '../../session/codec/preview-value.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { fenced } from '../../std/text/fenced.ts';
import { escapeText, escapeToFit } from '../../std/text/printable-text.ts';
import { counted } from '../../std/text/readable-numbers.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { type Progress, withProgress } from '../io/progress.ts';
import { type DriveTargetOptions, driveTarget } from './drive-target.ts';

/** Sends a session's calls to the target a user named, and prints every difference. */
export async function driveSession(
  session: RecordedSession,
  target: string,
  options: DriveTargetOptions,
  io: CommandIo,
): Promise<void> {
  const drive = (progress: Progress) =>
    driveTarget(session, target, {
      ...options,
      onCall: (_call, { done, total }) => progress.now(`${done} of ${counted(total, 'call')} sent`),
    });
  const report = await withProgress(io, drive, { isMostlyShort: true });
  if (!report.same && !options.dryRun) io.exitWith(1);
  if (options.json) return printJson(io, report);
  io.print(options.dryRun ? renderPlan(report) : renderReport(report));
}

function renderReport({ same, calls, counts, interrupted }: ReplayReport): string {
  const verdict = interrupted ? 'Interrupted' : same ? 'Same' : counts.differs > 0 ? 'Differs' : 'Nothing compared';
  const messages = counts.sent === undefined ? '' : `, ${counts.sent} one-way`;
  const differences = calls.filter(({ status }) => status === 'differs').map(differenceText);
  return [
    ...(differences.length === 0 ? [] : [fenced(differences.join('\n\n'), { label: 'differences' }), '']),
    `${verdict}: ${counts.same} as recorded, ${counts.differs} different${messages}, ${counts.skipped} not sent.`,
    ...reasonLines(calls),
  ].join('\n');
}

/** Lists the calls that a drive would send. */
function renderPlan({ calls }: ReplayReport): string {
  const planned = calls.filter(({ reason }) => reason === DRY_RUN);
  const list = planned.map(({ index, command }) => `#${index}  ${escapeToFit(command, 100)}`).join('\n');
  return [
    ...(list === '' ? [] : [fenced(list, { label: 'calls' }), '']),
    `Would send ${planned.length} ${planned.length === 1 ? 'call' : 'calls'}.`,
    ...reasonLines(calls.filter((call) => !planned.includes(call))),
  ].join('\n');
}

/** Counts how many calls were not sent, by the reason. */
function reasonLines(calls: DrivenCall[]): string[] {
  const reasons = new Map<string, number>();
  for (const { reason } of calls) if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return [...reasons].map(([reason, count]) => `  ${count} not sent: ${escapeToFit(reason, 200)}`);
}

function differenceText({ index, command, changes, duration_ms }: DrivenCall): string {
  const title = `#${index}  ${escapeToFit(command, 60)} (${duration_ms} ms)`;
  return [title, ...changes.map((change) => `    ${changeText(change)}`)].join('\n');
}

function changeText({ type, path, before, after }: ValueChange): string {
  const place = escapeToFit(path, 80);
  if (type === 'added') return `${place}: not recorded, now ${preview(after)}`;
  if (type === 'removed') return `${place}: recorded ${preview(before)}, now absent`;
  return `${place}: recorded ${preview(before)}, now ${preview(after)}`;
}

function preview(value: unknown): string {
  return escapeText(previewValue(value, 80));
}
