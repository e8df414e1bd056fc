import { microseconds } from '../../calls/recorded-call.ts';
import type { IpcCall, RecordedEvent, RecordedSession } from '../../session/format/schema.ts';
import { firstWhere } from '../../std/first-where.ts';
import { putInList } from '../../std/put-in-list.ts';
import { documentOfCall, keyOf } from '../delivery/window-progress.ts';
import type { MissingCall } from './missing-call.ts';

/** The places of a recording at which calls can be added: each is found in logarithmic time. */
export class RecordedPlaces {
  private readonly events: readonly RecordedEvent[];
  private readonly numbers: number[];
  /** The numbers at which steps and actions begin and end. */
  private readonly markNumbers: number[];
  /** When they begin. */
  private readonly markTimes: number[];
  /** The calls of each window, in record order. */
  private readonly ofWindow = new Map<string, { index: number; call: IpcCall }[]>();

  constructor({ events, checkpoints, actions = [] }: RecordedSession) {
    this.events = events;
    this.numbers = events.map(({ index }) => index);
    const marks = [...checkpoints, ...actions];
    this.markTimes = marks.map(({ timestamp }) => microseconds(timestamp)).sort((one, other) => one - other);
    const ends = actions.flatMap(({ end }) => end ?? []);
    this.markNumbers = [...marks, ...ends].map(({ event_index }) => event_index).sort((one, other) => one - other);
    for (const { index, event } of events)
      if (event.type === 'Ipc') putInList(this.ofWindow, keyOf(event), { index, call: event });
  }

  /** When the next thing comes behind a place, in microseconds since 1970; `Infinity` where nothing does. */
  nextUs({ before, afterUs }: MissingCall): number {
    const event = this.events[this.at(before)];
    const mark = this.markTimes[firstWhere(this.markTimes.length, (nth) => (this.markTimes[nth] as number) > afterUs)];
    return Math.min(
      event === undefined ? Number.POSITIVE_INFINITY : microseconds(event.timestamp),
      mark ?? Number.POSITIVE_INFINITY,
    );
  }

  /** Puts a call behind the pushes that came after the one before it: a push belongs to the last call before it, and this one may not be made. */
  behindPushes(asked: MissingCall): MissingCall {
    let { before, afterUs } = asked;
    const { markNumbers } = this;
    const mark = markNumbers[firstWhere(markNumbers.length, (nth) => (markNumbers[nth] as number) > asked.before)];
    for (let at = this.at(asked.before); at < this.events.length; at += 1) {
      const { index, event } = this.events[at] as RecordedEvent;
      if (event.type !== 'Ipc') continue;
      if (event.kind !== 'push' || index >= (mark ?? Number.POSITIVE_INFINITY)) break;
      before = index + 1;
      afterUs = Math.max(afterUs, microseconds(event.timestamp));
    }
    return { ...asked, before, afterUs };
  }

  /**
   * The id of a call, in the document that its window had at a place: ids name their documents, and one more document is a navigation that the recording
   * has not.
   */
  idAt({ before }: MissingCall, call: IpcCall): string {
    const calls = this.ofWindow.get(keyOf(call)) ?? [];
    const near = calls[Math.max(0, firstWhere(calls.length, (nth) => (calls[nth]?.index ?? 0) >= before) - 1)];
    if (near === undefined) return call.id;
    const [document, number] = [documentOfCall(near.call), call.id.slice(call.id.indexOf('-') + 1)];
    return document === keyOf(near.call) || !/^\d+$/.test(number) ? call.id : `${document}-${number}`;
  }

  private at(number: number): number {
    return firstWhere(this.numbers.length, (nth) => (this.numbers[nth] as number) >= number);
  }
}
