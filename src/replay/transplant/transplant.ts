import { eventListenedFor } from '../../calls/event-commands.ts';
import { type RecordedCall, recordedCalls } from '../../calls/recorded-call.ts';
import { mapValues } from '../../calls/same-call/map-values.ts';
import type { IpcCall, RecordedEvent, RecordedSession } from '../../session/format/schema.ts';
import { keyOf } from '../delivery/window-progress.ts';
import { addPushes } from './add-pushes.ts';
import { answerAs, tookUs } from './answer-as.ts';
import type { Deviation, Side, SideBySide } from './deviation.ts';
import { inTime } from './in-time.ts';
import { mapTexts, textsOf } from './map-texts.ts';
import { moveAnswers } from './move-answers.ts';
import { moveListeners } from './move-listeners.ts';
import { withPartOf } from './part-of-value.ts';
import { anchorsOf } from './push-anchors.ts';
import { firstListeners } from './unheard-pushes.ts';

/**
 * Lets the backend of one session behave, in some respects, as that of the other one did: a repair where the host is the failure, and the same fault
 * again where it is the pass. Ids that are new in every run are those of the host.
 *
 * @param into the side that is changed; neither session that is given is.
 */
export function transplant(sides: SideBySide, into: Side, deviations: readonly Deviation[]): RecordedSession {
  const from: Side = into === 'failed' ? 'passed' : 'failed';
  const [host, donor] = [new Calls(sides[into]), new Calls(sides[from])];
  const toHost = textsOf(sides, from, into);
  const changed = new Map<string, IpcCall>();
  const current = (id: string) => changed.get(id) ?? host.callOf(id);
  const removed = new Set<string>();
  const added: string[] = [];
  for (const deviation of deviations) {
    if (deviation.kind === 'order' || deviation.kind === 'listener') continue;
    const { [into]: own, [from]: other } = deviation.kind === 'push' ? deviation.push : deviation.call;
    const [call, model] = [current(own ?? ''), donor.callOf(other ?? '')];
    if (deviation.kind === 'push') {
      if (own !== undefined && (other === undefined || deviation.isMoved)) removed.add(own);
      if (other !== undefined && (own === undefined || deviation.isMoved)) added.push(other);
      else if (call && model) changed.set(call.id, { ...call, args: mapTexts(model.args, toHost) });
    } else if (call && model && deviation.kind === 'delay') {
      changed.set(call.id, tookUs(call, model.duration_us ?? (model.duration_ms ?? 0) * 1_000));
    } else if (call && model) {
      const theirs = mapValues(model, (value) => mapTexts(value, toHost));
      const path = deviation.kind === 'answer' ? deviation.path : undefined;
      const part = path === undefined ? undefined : withPartOf(call.result, theirs.result, path);
      const answered = part === undefined ? answerAs(call, theirs) : { ...call, result: part as IpcCall['result'] };
      changed.set(call.id, call.result === 'Pending' ? inTime(answered, sides, { from, into }) : answered);
    }
  }
  const answered = host.with(changed);
  const moves = deviations.flatMap((one) => {
    if (one.kind !== 'order') return [];
    const modelUs = donor.byId.get(one.call[from])?.endUs ?? 0;
    return [{ call: one.call[into], others: one.others.map((other) => other[into]), modelUs }];
  });
  for (const [id, endUs] of moveAnswers(answered.byId, moves, into === 'failed' ? 'before' : 'after')) {
    const call = answered.byId.get(id);
    if (call !== undefined) changed.set(id, tookUs(call.call, endUs - call.startUs));
  }
  const events = sides[into].events.flatMap((event): RecordedEvent[] => {
    if (event.event.type !== 'Ipc') return [event];
    if (removed.has(event.event.id)) return [];
    const call = changed.get(event.event.id);
    return [call === undefined ? event : { ...event, event: call }];
  });
  const { values } = sides[into];
  const all =
    values === undefined && sides[from].values === undefined ? {} : { values: { ...sides[from].values, ...values } };
  const session = { ...sides[into], events, ...all };
  const whole =
    added.length === 0
      ? session
      : addPushes(session, sides, { from, into }, anchorsOf(sides, { from, into }, session), added);
  return listenersMoved(sides, { from, into }, whole, { deviations, added });
}

/** Lets windows listen as early, or as late, as in the other session: where that is to be brought over, and where pushes were added that somebody heard there. */
function listenersMoved(
  sides: SideBySide,
  { from, into }: { from: Side; into: Side },
  session: RecordedSession,
  { deviations, added }: { deviations: readonly Deviation[]; added: readonly string[] },
): RecordedSession {
  const meant = new Set(deviations.flatMap((one) => (one.kind === 'listener' ? [one.listen[into]] : [])));
  const pushes = recordedCalls(sides[from]).flatMap(({ call }) => (added.includes(call.id) ? [call] : []));
  const theirs = firstListeners(sides[from]);
  let moved = session;
  for (const [name, { listen, unheard }] of firstListeners(sides[into])) {
    const other = theirs.get(name);
    if (other === undefined) continue;
    const event = eventListenedFor(listen);
    const isHeard = (push: IpcCall) =>
      push.command === event && keyOf(push) === keyOf(listen) && !other.unheard.includes(push);
    if (meant.has(listen.id) || (unheard.length === 0 && pushes.some(isHeard)))
      moved = moveListeners(moved, { listen, count: other.unheard.length });
  }
  return moved;
}

/** The calls and one-way messages of a session, by their ids. */
class Calls {
  readonly byId: ReadonlyMap<string, RecordedCall>;
  private readonly session: RecordedSession;

  constructor(session: RecordedSession) {
    this.session = session;
    this.byId = new Map(recordedCalls(session).map((one) => [one.call.id, one]));
  }

  callOf(id: string): IpcCall | undefined {
    return this.byId.get(id)?.call;
  }

  with(changed: ReadonlyMap<string, IpcCall>): Calls {
    const events = this.session.events.map((event) => {
      const call = event.event.type === 'Ipc' ? changed.get(event.event.id) : undefined;
      return call === undefined ? event : { ...event, event: call };
    });
    return new Calls({ ...this.session, events });
  }
}
