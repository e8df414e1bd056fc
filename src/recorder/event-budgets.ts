import { IpcError } from '../errors.ts';
import type { AppEvent, RecordedEvent } from '../session/format/schema.ts';

/** Events below which a share of the whole would be no more than a few. */
const LEAST_TO_SHARE = 100;

/** Returns the budgets of a recording of `maxEvents`: six in ten are for calls, whatever else happens. */
export function eventBudgets(maxEvents: number): EventBudgets {
  if (maxEvents < LEAST_TO_SHARE) return {};
  const tenth = Math.floor(maxEvents / 10);
  return {
    Console: tenth,
    DomInteraction: tenth,
    DomMutation: Math.floor(tenth / 2),
    StateChange: tenth,
    WindowEvent: Math.floor(tenth / 2),
  };
}

/** Events of each kind that are kept at most. Kinds without a number share what the others leave of the whole. */
export type EventBudgets = { readonly [Kind in AppEvent['type']]?: number };

/** Returns the newest events within their budgets, in the order they have. */
export function newestWithin(
  events: readonly RecordedEvent[],
  maxEvents: number,
  budgets: EventBudgets,
): RecordedEvent[] {
  const left = new Map(Object.entries(budgets));
  const isKept = new Uint8Array(events.length);
  let room = maxEvents;
  const keepNewest = (keep: (kind: string) => boolean) => {
    for (let at = events.length - 1; at >= 0 && room > 0; at -= 1) {
      if (!keep(events[at]?.event.type ?? '')) continue;
      isKept[at] = 1;
      room -= 1;
    }
  };
  keepNewest((kind) => {
    const count = left.get(kind) ?? 0;
    if (count > 0) left.set(kind, count - 1);
    return count > 0;
  });
  keepNewest((kind) => !left.has(kind));
  return events.filter((_event, at) => isKept[at] === 1);
}

/**
 * Returns the budgets as they are used; undefined when there are none.
 *
 * @throws {IpcError} `INVALID_OPTION` when one is not a whole number from 1, or they leave no room for the other kinds.
 */
export function checkBudgets(budgets: EventBudgets | undefined, maxEvents: number): EventBudgets | undefined {
  const sizes = Object.entries(budgets ?? {});
  if (sizes.length === 0) return undefined;
  let sum = 0;
  for (const [kind, size] of sizes) {
    if (!Number.isSafeInteger(size) || size < 1)
      throw new IpcError('INVALID_OPTION', `budgets.${kind} is ${size}: expected a whole number from 1.`);
    sum += size;
  }
  if (sum < maxEvents) return budgets;
  throw new IpcError(
    'INVALID_OPTION',
    `The budgets are ${sum} events in all, and maxEvents is ${maxEvents}: expected less, so that there is room for the other kinds.`,
  );
}
