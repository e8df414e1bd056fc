import { compare } from './compare.mjs';
import { generateSession } from './generate-session.mjs';
import { load, times } from './load.mjs';

/** What it costs to take the whole recording out of a full recorder. */
export async function run({ rounds }) {
  const { EventRecorder } = await load('src/recorder/event-recorder.js');
  const recorder = new EventRecorder();
  const session = generateSession();
  recorder.import(session);
  const candidates = [['export 50,000 events', () => times(REPEAT, () => recorder.export())]];
  return [
    ...compare({
      reference: ['JSON.stringify of the session', () => times(REPEAT, () => JSON.stringify(session))],
      candidates,
      rounds,
    }),
    ...compare({
      reference: ['structuredClone of the session', () => times(REPEAT, () => structuredClone(session))],
      candidates,
      rounds,
    }),
  ];
}

const REPEAT = 3;
