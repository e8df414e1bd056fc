import { measureJson } from '../../../session/format/measure-json.ts';
import type { PageState, StateAnswer } from '../../page-protocol.ts';
import { MAX_LEVELS } from './read-messages.ts';

/** UTF-16 units of an answer, and values in it: those of the app's own state at most, and of two storage areas. */
const MAX_LENGTH = 33_554_432;
const MAX_VALUES = 1_000_000;

const PARTS: ReadonlySet<string> = new Set<keyof PageState>([
  'url',
  'title',
  'localStorage',
  'sessionStorage',
  'app',
  'notes',
]);

/** Reads the answer of a page to a read of its state; undefined when the page script cannot have given it. */
export function readStateAnswer(answer: unknown): StateAnswer | undefined {
  if (typeof answer !== 'string' || answer.length > MAX_LENGTH) return undefined;
  if (measureJson(answer, MAX_VALUES, MAX_LEVELS).excess !== undefined) return undefined;
  try {
    const read = JSON.parse(answer) as StateAnswer;
    const { isWhole, changed, gone } = read;
    if (typeof isWhole !== 'boolean' || !Array.isArray(gone)) return undefined;
    return [...Object.keys(changed), ...gone].every((part) => PARTS.has(part)) ? read : undefined;
  } catch {
    return undefined;
  }
}
