import { commandTest } from '../session/command-filter.ts';
import type { Asker } from './call-shelf.ts';
import { KeyMatcher } from './key-matcher.ts';
import type { QuestionKeys } from './question-keys.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { Renames } from './renames.ts';
import type { StepCursor } from './step-fences.ts';
import { StrictMatcher } from './strict-matcher.ts';

/**
 * How a question finds its recorded call:
 * `key` takes the calls of equal command and arguments in turn, step by step, and the last answer again when there are no more;
 * `strict` wants all calls in the recorded order, though calls that overlapped may change places and what a mock answered may be left out;
 * `any` gives the answer that was recorded last, up to the step the replay is in, however often it is asked.
 */
export type CallOrder = 'key' | 'strict' | 'any';

/**
 * One order for all commands, or one for each: the first pattern that fits a command counts, and `key` where none does.
 *
 * @example
 * const order: CallOrders = { 'get_*': 'any', 'save_*': 'strict' };
 */
export type CallOrders = CallOrder | Record<string, CallOrder>;

/** A recorded call for a question. */
export interface Match {
  found: RecordedCall;
  /** It was given as an answer before. */
  repeated: boolean;
  /** It was recorded in another step than the one the replay is in. */
  shifted: boolean;
}

export interface Matcher {
  /** The recorded call for a question, or nothing. */
  take(question: Question): Match | undefined;
  /** Has it been given as an answer? */
  isUsed(recorded: RecordedCall): boolean;
  /** Where a command has `strict` order, the call that is due. */
  due(command: string): RecordedCall | undefined;
}

export interface Question extends Asker {
  command: string;
  args: unknown;
}

/** What a matcher needs beside the calls. */
export interface MatchContext {
  steps: StepCursor;
  renames: Renames;
  keys: QuestionKeys;
}

/** @param calls the recorded calls that can be asked for, in record order. */
export function createMatcher(calls: RecordedCall[], orders: CallOrders, context: MatchContext): Matcher {
  const orderOf = ordersByCommand(orders);
  const matchers = new Map<CallOrder, Matcher>();
  const matcherOf = (command: string): Matcher => {
    const order = orderOf(command);
    const known = matchers.get(order);
    if (known) return known;
    const own = calls.filter(({ call }) => orderOf(call.command) === order);
    const made = order === 'strict' ? new StrictMatcher(own, context) : new KeyMatcher(own, order, context);
    matchers.set(order, made);
    return made;
  };
  return {
    take: (question) => matcherOf(question.command).take(question),
    isUsed: (recorded) => matcherOf(recorded.call.command).isUsed(recorded),
    due: (command) => matcherOf(command).due(command),
  };
}

export const CALL_ORDERS: readonly string[] = ['key', 'strict', 'any'] satisfies CallOrder[];

/** Whether there is such an order, or there are such orders. */
export function isOrders(orders: unknown): orders is CallOrders {
  const given = typeof orders === 'object' && orders !== null ? Object.values(orders) : [orders];
  return given.every((order) => CALL_ORDERS.includes(order));
}

function ordersByCommand(orders: CallOrders): (command: string) => CallOrder {
  if (typeof orders === 'string') return () => orders;
  const rules = Object.entries(orders).map(([pattern, order]) => ({ isFor: commandTest([pattern]), order }));
  const known = new Map<string, CallOrder>();
  return (command) => {
    const order = known.get(command) ?? rules.find(({ isFor }) => isFor(command))?.order ?? 'key';
    if (known.size < MAX_KNOWN) known.set(command, order);
    return order;
  };
}

/** Commands whose order is remembered. */
const MAX_KNOWN = 10_000;
