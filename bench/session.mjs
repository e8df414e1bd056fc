import stableStringify from 'fast-json-stable-stringify';
import { compare } from './compare.mjs';
import { generateSession } from './generate-session.mjs';
import { load } from './load.mjs';

/** A session of 50,000 events to text and back. */
export async function run({ rounds }) {
  const { serializeSession } = await load('src/session/format/serialize-session.js');
  const { parseSession } = await load('src/session/format/parse-session.js');
  const session = generateSession();
  const text = JSON.stringify(session);
  const write = [['serializeSession, 50,000 events', () => serializeSession(session)]];
  const read = [['parseSession, 50,000 events', () => parseSession(text)]];
  return [
    ...compare({ reference: ['JSON.stringify', () => JSON.stringify(session)], candidates: write, rounds }),
    ...compare({
      reference: ['fast-json-stable-stringify', () => stableStringify(session)],
      candidates: write,
      rounds,
    }),
    ...compare({ reference: ['JSON.parse', () => JSON.parse(text)], candidates: read, rounds }),
  ];
}
