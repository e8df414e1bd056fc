import { compare } from './compare.mjs';
import { generateSession } from './generate-session.mjs';
import { load, times } from './load.mjs';

const REPEAT = 20;

/** Ranges of a full recorder, against the same ranges by `Array.filter`. */
export async function run({ rounds }) {
  const { EventRecorder } = await load('src/recorder/event-recorder.js');
  const session = generateSession();
  const { events, checkpoints } = session;
  const recorder = new EventRecorder();
  recorder.import(structuredClone(session));

  const since = events.length - 500;
  const [from, to] = [events[20_000].timestamp, events[21_000].timestamp];
  const [first, last] = [checkpoints[40], checkpoints[42]];
  const isBetween = ({ index }) => index >= first.event_index && index < last.event_index;

  const queries = [
    [
      'eventsSince, the last 500 of 50,000',
      () => recorder.eventsSince(since),
      () => events.filter(({ index }) => index >= since),
    ],
    [
      'eventsBetween, 1,001 of 50,000 by time',
      () => recorder.eventsBetween(from, to),
      () => events.filter(({ timestamp }) => timestamp >= from && timestamp <= to),
    ],
    [
      'eventsBetweenCheckpoints, 1,000 of 50,000',
      () => recorder.eventsBetweenCheckpoints(first.id, last.id),
      () => events.filter(isBetween),
    ],
  ];
  return queries.flatMap(([what, query, filter]) => {
    if (query().length !== filter().length)
      throw new Error(`bench: ${what}: ${query().length} events, ${filter().length} expected`);
    return compare({
      reference: ['Array.filter of the events', () => times(REPEAT, filter)],
      candidates: [[what, () => times(REPEAT, query)]],
      rounds,
    });
  });
}
