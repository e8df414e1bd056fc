import { maskIds } from '../../calls/new-values/made-up-ids.ts';
import { diffValues, type ValueChange } from '../../session/codec/diff-values.ts';
import { previewValue } from '../../session/codec/preview-value.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import { escapeText, escapeToFit } from '../../std/text/printable-text.ts';
import { generalPath } from './leaves-of.ts';
import type { Cause, CauseKind, FaultPlace } from './verdict.ts';

/** A cause that is not ranked yet. */
export interface Suspect extends Omit<Cause, 'id' | 'confidence' | 'where'> {
  /** Where the fault lies. @default by its kind */
  where?: FaultPlace;
  /** Where in the session it stands: events with a lower number came before it. */
  place: number;
  /** Whether it explains the failure, and is not only there. */
  isSupported: boolean;
}

/** Makes a cause of a suspect. */
export function makeCause({ place: _place, isSupported, ...rest }: Suspect): Cause {
  const path = rest.path === undefined ? [] : [generalPath(rest.path)];
  return {
    id: [rest.kind, maskIds(rest.command), ...path].join(':'),
    confidence: isSupported ? 'likely' : 'cannot tell',
    where: PLACES[rest.kind],
    ...rest,
  };
}

const PLACES: Record<CauseKind, FaultPlace> = {
  'never-answered': 'backend',
  'slow-answer': 'backend',
  'failed-call': 'backend',
  'swallowed-error': 'backend',
  'wrong-value': 'backend',
  'missing-field': 'contract',
  'stale-answer': 'backend',
  'answer-overtook': 'frontend',
  'push-unheard': 'frontend',
  'push-missing': 'backend',
  'push-repeated': 'backend',
  'wrong-argument': 'frontend',
  'missing-call': 'frontend',
  'extra-call': 'frontend',
  'calls-reordered': 'frontend',
  'abandoned-call': 'cannot tell',
};

/** A call by its name, and by its arguments where it has some: `search_notes {"query":"A"}`. */
export function nameOf({ command, args }: IpcCall, maxLength = 50): string {
  const name = escapeToFit(command, 60);
  const isBare = args === undefined || (typeof args === 'object' && args !== null && Object.keys(args).length === 0);
  return isBare ? name : `${name} ${show(args, maxLength)}`;
}

/** Two calls of one sentence. Where their arguments would be cut before they differ, each is named by the first in which they do: `search_notes with filter.query "A"`. */
export function namesOf(one: IpcCall, other: IpcCall): [string, string] {
  const names: [string, string] = [nameOf(one), nameOf(other)];
  const change = names[0] === names[1] ? diffValues(one.args, other.args)[0] : undefined;
  if (change === undefined || change.path === '') return names;
  const nameBy = (side: 'before' | 'after') => `${escapeToFit(one.command, 60)} ${argumentOf(change, side)}`;
  return [nameBy('before'), nameBy('after')];
}

function argumentOf(change: ValueChange, side: 'before' | 'after'): string {
  const path = escapeToFit(change.path, 60);
  return side in change ? `with ${path} ${show(change[side])}` : `without ${path}`;
}

/** A value on one line, safe to print. */
export function show(value: unknown, maxLength = 50): string {
  return escapeText(previewValue(value, maxLength));
}
