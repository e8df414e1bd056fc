import { recordedCalls } from '../../../calls/recorded-call.ts';
import type { Deviation, Side } from '../../../replay/transplant/deviation.ts';
import { transplant } from '../../../replay/transplant/transplant.ts';
import { addCallsOf } from '../../../replay/update/add-calls-of.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { placesOf } from './changed-pushes.ts';
import { type Compared, findDeviations } from './find-deviations.ts';

/** Two sessions of one test, each with what the other one has asked for, and with the pushes that came behind that. All else is as it was recorded. */
export function answerBoth(failed: RecordedSession, passed: RecordedSession): Record<Side, RecordedSession> {
  const more = { failed: addCallsOf(failed, passed), passed: addCallsOf(passed, failed) };
  const compared = findDeviations(more.failed.session, more.passed.session, false);
  const whole = (into: Side) => {
    const added = new Set(more[into].added.map(({ index }) => index));
    return transplant(compared, into, pushesBehind(added, compared, into));
  };
  return { failed: whole('failed'), passed: whole('passed') };
}

/** The pushes of the other session that came behind calls which were added from there: they come when the calls are made. */
function pushesBehind(added: ReadonlySet<number>, compared: Compared, into: Side): Deviation[] {
  const from: Side = into === 'failed' ? 'passed' : 'failed';
  const [host, donor] = [numbersOf(compared[into]), numbersOf(compared[from])];
  const partners = new Map(compared.calls.map((both) => [donor.get(both[from]), host.get(both[into])]));
  const places = placesOf(compared[from]);
  return recordedCalls(compared[from]).flatMap(({ index, call }) => {
    const behind = places.get(index)?.behind;
    if (behind === undefined || !added.has(partners.get(behind) ?? -1)) return [];
    return [{ kind: 'push', command: call.command, push: { [from]: call.id }, isMoved: false, text: '' }];
  });
}

function numbersOf(session: RecordedSession): ReadonlyMap<string, number> {
  return new Map(recordedCalls(session).map(({ call, index }) => [call.id, index]));
}
