import type { ValueChange } from '../../../session/codec/diff-values.ts';
import type { IpcCall } from '../../../session/format/schema.ts';
import { escapeToFit } from '../../../std/text/printable-text.ts';
import { readableDuration } from '../../../std/text/readable-numbers.ts';
import { nameOf, namesOf, show } from '../../../triage/causes/make-cause.ts';

/** Says how a call was answered, and how in the pass. */
export function answerText(failed: IpcCall, passed: IpcCall, changes: readonly ValueChange[]): string {
  const name = nameOf(failed);
  const [change, ...more] = changes.filter(({ path }) => path.startsWith('result.Ok'));
  if (isOk(failed) && isOk(passed) && change !== undefined) {
    const place = escapeToFit(change.path.slice('result.Ok'.length).replace(/^\./, ''), 60);
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    const values = `${sideOf(change, 'before')}, in the pass ${sideOf(change, 'after')}`;
    return `${name} was answered ${place === '' ? '' : `with ${place} `}${values}${others}`;
  }
  return `${name} ${outcomeOf(failed)}, in the pass it ${outcomeOf(passed)}`;
}

export function delayText(call: IpcCall, tookUs: number, expectedUs: number): string {
  return `${nameOf(call)} was answered after ${readableDuration(tookUs)}, in the pass after ${readableDuration(expectedUs)}`;
}

/** Says that a call was answered after others. @param instead when it should have been. */
export function orderText(call: IpcCall, [first, ...more]: readonly IpcCall[], instead: string): string {
  const [name, after] = first === undefined ? [nameOf(call), ''] : namesOf(call, first);
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return `${name} was answered after ${after}${others}, ${instead}`;
}

export type PushChange = 'missing' | 'unheard' | 'extra' | 'changed' | 'moved';

export function pushText(push: IpcCall, what: PushChange, passed = push): string {
  const name = escapeToFit(push.command, 60);
  const payload = show(push.args);
  if (what === 'missing') return `${name} ${payload} was not pushed, in the pass it was`;
  if (what === 'unheard')
    return `${name} ${payload} did not come, in the pass it did: nobody listened for it yet when it was due`;
  if (what === 'extra') return `${name} ${payload} was pushed, in the pass it was not`;
  if (what === 'moved') return `${name} ${payload} was pushed at another moment than in the pass`;
  return `${name} was pushed with ${payload}, in the pass with ${show(passed.args)}`;
}

/** Says when a window began to listen. @param unheard the pushes that had come, @param expected and in the pass. */
export function listenerText(event: string, unheard: number, expected: number): string {
  const name = escapeToFit(event, 60);
  const pushes = (count: number) => (count === 1 ? 'a push' : `${count} pushes`);
  if (unheard === 0)
    return `somebody listened for ${name} before any push of it, in the pass after ${pushes(expected)}`;
  const inPass = expected === 0 ? 'before any' : `after ${pushes(expected)}`;
  return `${pushes(unheard)} of ${name} came before anybody listened for it, in the pass somebody listened ${inPass}`;
}

function sideOf(change: ValueChange, side: 'before' | 'after'): string {
  return side in change ? show(change[side]) : 'absent';
}

function outcomeOf({ result }: IpcCall): string {
  if (result === 'Pending') return 'was never answered';
  return 'Err' in result ? `failed with ${show(result.Err)}` : `was answered ${show(result.Ok)}`;
}

function isOk({ result }: IpcCall): boolean {
  return typeof result === 'object' && 'Ok' in result;
}
