import type { RecordedEvent } from '../../../session/format/schema.ts';
import { visibleText } from '../../../std/text/printable-text.ts';
import { type OutlineLimits, outlineValue } from './outline-value.ts';

/** An event in two texts of one line: what was asked or said, and what was answered. */
export interface RowOutline {
  asked: string;
  answered: string;
}

/** Far more than a line shows: two calls may differ behind a long beginning. */
const LONG: OutlineLimits = { text: 4_000, items: 200, depth: 8, all: 8_000 };

const made = new WeakMap<RecordedEvent, RowOutline>();

/** Outlines an event for the list; the outline of an event is made once. */
export function rowOutline(entry: RecordedEvent | 'loading' | 'broken'): RowOutline {
  if (entry === 'loading') return { asked: '…', answered: '' };
  if (entry === 'broken') return { asked: 'cannot be read', answered: '' };
  const known = made.get(entry);
  if (known) return known;
  const outline = outlineOf(entry);
  made.set(entry, outline);
  return outline;
}

function outlineOf({ event }: RecordedEvent): RowOutline {
  if (event.type === 'DomInteraction')
    return { asked: event.value === null ? '' : outlineValue(event.value), answered: '' };
  if (event.type === 'WindowEvent') return { asked: oneLine(event.url ?? ''), answered: '' };
  if (event.type !== 'Ipc') return { asked: '', answered: '' };
  const { args, result } = event;
  const asked = args === undefined ? '' : outlineValue(args, LONG);
  if (result === 'Pending') return { asked, answered: '' };
  return { asked, answered: 'Err' in result ? oneLine(result.Err) : outlineValue(result.Ok, LONG) };
}

function oneLine(text: string): string {
  return visibleText(text.slice(0, LONG.text), true);
}
