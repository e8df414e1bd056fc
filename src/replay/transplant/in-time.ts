import { microseconds, recordedCalls } from '../../calls/recorded-call.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import { tookUs } from './answer-as.ts';
import type { Side, SideBySide } from './deviation.ts';

/**
 * Lets an answer that its session has not come no later than the calls that follow from it: those that the other session's frontend made after the answer.
 * They stand where the session was at its end, nearer than they were.
 */
export function inTime(call: IpcCall, sides: SideBySide, { from, into }: { from: Side; into: Side }): IpcCall {
  const partners = new Map(sides.calls.map((both) => [both[into], both[from]]));
  const theirs = new Map(recordedCalls(sides[from]).map((one) => [one.call.id, one]));
  const model = theirs.get(partners.get(call.id) ?? '');
  if (model === undefined || !Number.isFinite(model.endUs)) return call;
  const startUs = microseconds(call.timestamp);
  const next = recordedCalls(sides[into]).find((one) => {
    const other = theirs.get(partners.get(one.call.id) ?? '');
    return one.startUs > startUs && one.call.kind !== 'push' && other !== undefined && other.startUs >= model.endUs;
  });
  const us = model.endUs - model.startUs;
  return next === undefined || next.startUs - startUs >= us ? call : tookUs(call, next.startUs - startUs);
}
