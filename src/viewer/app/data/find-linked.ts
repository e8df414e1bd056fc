import { visibleText } from '../../../std/text/printable-text.ts';
import type { EventColumns } from './event-columns.ts';
import type { StepNode } from './step-nodes.ts';

/** What a link leads to: an event, by its position, or a step; or why it leads nowhere. */
export type Linked = { row: number } | { step: StepNode } | { fault: string };

const MAX_SHOWN = 40;

/** Finds what an id of a link names. A wrong letter is a slip, or an id of another session: to show something else would mislead. */
export function findLinked(id: string, columns: EventColumns, steps: readonly StepNode[]): Linked {
  const name = id.toLowerCase();
  const checkpoint = Number(/^k(\d{1,16})$/.exec(name)?.[1] ?? Number.NaN) - 1;
  const step = steps.find((one) => one.id === name || one.begins === checkpoint || one.ends === checkpoint);
  if (step) return { step };
  const [, letter = '', number = ''] = /^([cpme]?)(\d{1,16})$/.exec(name) ?? [];
  const row = number === '' ? null : columns.rowOf(Number(number));
  const own = row === null ? '' : columns.id(row);
  if (row !== null && (letter === '' || own === name)) return { row };
  const shown = visibleText(id.slice(0, MAX_SHOWN), true) + (id.length > MAX_SHOWN ? '…' : '');
  return {
    fault: `The link names “${shown}”, which this session does not have${own === '' ? '.' : `: its event is ${own}.`}`,
  };
}
