import type { AppEvent, RecordedSession, StateCheckpoint } from '../session/format/schema.ts';
import { escapeToFit, stripAnsi } from '../std/text/printable-text.ts';
import { roundedDuration } from '../std/text/readable-numbers.ts';
import { callLine } from './call-line.ts';
import { failureFacts } from './failure-facts.ts';
import { countLines, headLines, sentenceLines } from './summary.ts';

/** Writes the whole session for a terminal: steps, and in them calls and other events, one line each. */
export function renderTimeline(session: RecordedSession): string {
  const facts = failureFacts(session);
  const lines = [...headLines(facts), ''];
  const { checkpoints } = session;
  let next = 0;
  let depth = 0;
  for (const { index, event } of session.events) {
    for (; (checkpoints[next]?.event_index ?? Number.POSITIVE_INFINITY) <= index; next += 1) {
      depth = addCheckpoint(lines, checkpoints[next] as StateCheckpoint, depth);
    }
    lines.push(`${'  '.repeat(depth)}${eventLine(index, event)}`);
  }
  for (const checkpoint of checkpoints.slice(next)) depth = addCheckpoint(lines, checkpoint, depth);
  return [...lines, '', ...countLines(facts), ...sentenceLines(facts.whyNoCalls)].join('\n');
}

/** Levels that are indented; deeper ones would leave the screen. */
const MAX_INDENT = 20;

/** Adds the checkpoint's line and returns the depth of what follows. An end without trouble has no line. */
function addCheckpoint(lines: string[], { label, step }: StateCheckpoint, depth: number): number {
  if (!step) {
    lines.push(`${'  '.repeat(depth)}● ${escapeToFit(label ?? 'checkpoint', 100)}`);
    return depth;
  }
  const own = Math.min(Math.max(step.title_path.length - 1, 0), MAX_INDENT);
  const title = escapeToFit(step.title_path.at(-1) ?? '', 100);
  if (step.phase === 'begin') lines.push(`${'  '.repeat(own)}▸ ${title}`);
  else if (step.error !== undefined) {
    const took = step.duration_ms === undefined ? '' : ` (${roundedDuration(step.duration_ms)})`;
    const error = stripAnsi(step.error).split('\n', 1)[0] ?? '';
    lines.push(`${'  '.repeat(own)}✗ ${title}${took}: ${escapeToFit(error, 100)}`);
  }
  return step.phase === 'begin' ? own + 1 : own;
}

function eventLine(index: number, event: AppEvent): string {
  switch (event.type) {
    case 'Ipc':
      return callLine(index, event);
    case 'Console':
      return line(index, `console ${event.level}: ${event.message}`);
    case 'WindowEvent':
      return line(index, `window ${event.label}: ${event.event}${event.url === undefined ? '' : ` ${event.url}`}`);
    case 'StateChange':
      return line(index, `state ${event.key}`);
    case 'DomMutation':
      return line(index, `${event.mutation_count} DOM ${event.mutation_count === 1 ? 'mutation' : 'mutations'}`);
    case 'DomInteraction':
      return line(
        index,
        `${event.action} ${event.selector}${event.value === null ? '' : ` ${JSON.stringify(event.value)}`}`,
      );
    default:
      // A kind that a newer Victauri may have added.
      return line(index, (event as { type: string }).type);
  }
}

function line(index: number, text: string): string {
  return `#${index}  ${escapeToFit(text, 108)}`;
}
