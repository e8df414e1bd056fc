import { callKind } from '../../calls/call-kind.ts';
import { type RecordedCall, recordedCalls } from '../../calls/recorded-call.ts';
import { mapValues } from '../../calls/same-call/map-values.ts';
import { mapMembers } from '../../session/codec/take-out-large.ts';
import type { IpcCall, RecordedEvent, RecordedSession } from '../../session/format/schema.ts';
import { placePush } from '../delivery/place-push.ts';
import { isBackendCall, isReplayable } from '../delivery/replayable-calls.ts';
import { addMissing } from '../update/add-missing.ts';
import type { MissingCall } from '../update/missing-call.ts';
import { answerAs, tookUs } from './answer-as.ts';
import type { Deviation, Side, SideBySide } from './deviation.ts';
import { moveAnswers } from './move-answers.ts';
import { withPartOf } from './part-of-value.ts';

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
    if (deviation.kind === 'order') continue;
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
      changed.set(
        call.id,
        part === undefined ? answerAs(call, theirs) : { ...call, result: part as IpcCall['result'] },
      );
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
  return added.length === 0 ? session : withPushes(session, sides, { from, into }, added);
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

/** Adds pushes of the other session, each behind the call that it came behind there. */
function withPushes(
  host: RecordedSession,
  sides: SideBySide,
  { from, into }: { from: Side; into: Side },
  ids: readonly string[],
): RecordedSession {
  const wanted = new Set(ids);
  const [own, others] = [recordedCalls(host), recordedCalls(sides[from])];
  const byId = new Map(own.map((one) => [one.call.id, one]));
  const partner = new Map(sides.calls.map((both) => [both[from], both[into]]));
  const place = placePush(
    others.filter((one) => callKind(one.call) === 'invoke' && isReplayable(one) && isBackendCall(one)),
  );
  const missing: MissingCall[] = [];
  for (const push of others.filter(({ call }) => call.kind === 'push')) {
    const { behind, isBehindAnswer } = place(push);
    if (!wanted.has(push.call.id)) continue;
    const anchor = behind && byId.get(partner.get(behind.call.id) ?? '');
    const afterUs = isBehindAnswer && anchor?.endUs !== Number.POSITIVE_INFINITY ? anchor?.endUs : anchor?.startUs;
    const next = own.find(({ index, startUs }) => index > (anchor?.index ?? -1) && startUs >= (afterUs ?? startUs));
    const first = own[0]?.startUs ?? push.startUs;
    missing.push({
      id: push.call.id,
      before: next?.index ?? (host.events.at(-1)?.index ?? -1) + 1,
      afterUs: afterUs ?? first - 1,
    });
  }
  const texts = textsOf(sides, from, into);
  const donor = {
    ...sides[from],
    events: sides[from].events.map((event) => {
      if (event.event.type !== 'Ipc' || event.event.channel === undefined) return event;
      return { ...event, event: { ...event.event, channel: partner.get(event.event.channel) ?? event.event.channel } };
    }),
  };
  const run = { session: donor, missing, toRecorded: (value: unknown) => mapTexts(value, texts) };
  return addMissing(host, run).session;
}

function textsOf({ texts }: SideBySide, from: Side, to: Side): ReadonlyMap<string, string> {
  return new Map(texts.map((both) => [both[from], both[to]]));
}

/** Puts the texts of one run in the place of those of the other, wherever they stand in a value. */
function mapTexts(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (texts.size === 0) return value;
  if (typeof value === 'string') return texts.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  return mapMembers(value, (item) => mapTexts(item, texts));
}
