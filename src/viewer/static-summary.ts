import { visibleText } from '../std/text/printable-text.ts';
import { KINDS, STATUSES, type TimelineHeader } from './timeline-format.ts';

const MAX_ERROR_LINES = 12;

/** The text of the page where no script may run: the test, how it ended, the counts and the first error, as plain text. */
export function summarize(header: TimelineHeader): string {
  const { test, columns, divergence, cause } = header;
  const count = (column: string, digit: number) => column.split(String(digit)).length - 1;
  const counts = [
    `${count(columns.kind, KINDS.indexOf('invoke'))} calls`,
    `${count(columns.status, STATUSES.indexOf('failed'))} failed`,
    `${count(columns.status, STATUSES.indexOf('pending'))} pending`,
    `${count(columns.kind, KINDS.indexOf('push'))} pushes`,
  ];
  const lines = [header.title];
  if (test)
    lines.push(
      [test.status ?? 'not finished', `${test.file}:${test.line}`, test.project, `attempt ${test.attempt + 1}`]
        .filter(Boolean)
        .join(' · '),
    );
  lines.push(counts.join(' · '), ...header.whyNoCalls);
  if (cause) lines.push('', cause.text);
  if (divergence) lines.push('', divergence.text);
  const error = test?.errors?.[0];
  if (error) lines.push('', ...error.split('\n').slice(0, MAX_ERROR_LINES));
  return visibleText(lines.join('\n'));
}
