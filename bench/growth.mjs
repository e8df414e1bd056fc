import { compare } from './compare.mjs';
import { generateSession } from './generate-session.mjs';
import { load } from './load.mjs';

/** What the work on a session costs as it grows: a ratio that stays the same from a thousand events to a million is a line. */
export async function run({ rounds }) {
  const { EventRecorder } = await load('src/recorder/event-recorder.js');
  const { serializeSession } = await load('src/session/format/serialize-session.js');
  const { parseSession } = await load('src/session/format/parse-session.js');
  const rows = [];
  for (const count of [1e3, 1e4, 1e5, 1e6]) {
    const session = generateSession(count);
    const size = count.toLocaleString('en');
    const measure = (reference, candidate, options) =>
      rows.push(...compare({ reference, candidates: [candidate], rounds: roundsOf(count, rounds), ...options }));
    const stringify = ['JSON.stringify', () => JSON.stringify(session)];
    measure(stringify, [`record ${size} events`, (events) => record(EventRecorder, events)], {
      prepare: () => generateSession(count).events.map(({ event }) => event), // recorded events are frozen
    });
    measure(stringify, [`serializeSession, ${size} events`, () => serializeSession(session)]);
    // A million events of this session are more values than one session may have.
    if (count === 1e6) continue;
    const text = JSON.stringify(session);
    measure(['JSON.parse', () => JSON.parse(text)], [`parseSession, ${size} events`, () => parseSession(text)]);
  }
  return rows;
}

/** Small sessions take less than the clock can tell: they get more rounds; a million events take seconds. */
function roundsOf(count, rounds) {
  return count >= 1e6 ? Math.min(rounds, 3) : count <= 1e3 ? rounds * 3 : rounds;
}

function record(EventRecorder, events) {
  const recorder = new EventRecorder({ maxEvents: events.length });
  recorder.start('bench');
  for (const event of events) recorder.recordEvent(event);
}
