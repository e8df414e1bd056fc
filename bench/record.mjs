import { compare } from './compare.mjs';
import { generateSession } from './generate-session.mjs';
import { load } from './load.mjs';

const CHUNK = 10_000;

/** What one event costs the recorder when its buffer of 50,000 is full. */
export async function run({ rounds }) {
  const { EventRecorder } = await load('src/recorder/event-recorder.js');
  const session = generateSession();
  const events = session.events.map(({ event }) => event);
  const texts = events.slice(0, CHUNK).map((event) => JSON.stringify(event));
  const fresh = () => texts.map((text) => JSON.parse(text)); // recorded events are frozen, so each can be recorded once

  const recorder = new EventRecorder();
  recorder.start('bench');
  for (const event of events) recorder.recordEvent(event);

  const recording = compare({
    reference: ['JSON.stringify of the event', stringifyEach],
    candidates: [['record an event, buffer full', (chunk) => recordEach(recorder, chunk)]],
    prepare: fresh,
    rounds,
  });

  const calls = fresh().filter(({ type }) => type === 'Ipc');
  const settling = compare({
    reference: ['JSON.stringify of the settled call', (chunk) => stringifyEach(chunk.calls)],
    candidates: [['settle a call, buffer full', (chunk) => settleEach(recorder, chunk)]],
    prepare: () => {
      const ended = structuredClone(calls);
      const indices = ended.map((call) => recorder.recordEvent({ ...call, result: 'Pending', duration_ms: null }));
      return { calls: ended, indices };
    },
    rounds,
  });
  return [...recording, ...settling];
}

function stringifyEach(events) {
  for (const event of events) JSON.stringify(event);
}

function recordEach(recorder, events) {
  for (const event of events) recorder.recordEvent(event);
}

function settleEach(recorder, { calls, indices }) {
  for (let i = 0; i < indices.length; i++) {
    if (!recorder.settle(indices[i], calls[i])) throw new Error(`bench: call ${indices[i]} could not be settled`);
  }
}
