import fc from 'fast-check';
import { z } from 'zod';
import { sessionWarnings } from '../../src/cli/io/session-warnings.ts';
import { checkContract } from '../../src/contract/check-contract.ts';
import { contractSchema, inferContract } from '../../src/contract/contract.ts';
import { IpcError } from '../../src/errors.ts';
import { generateHandlers } from '../../src/replay/codegen/generate-handlers.ts';
import { generateSpec } from '../../src/replay/codegen/generate-spec.ts';
import { drive } from '../../src/replay/drive/drive.ts';
import { StubBackend } from '../../src/replay/stub-backend.ts';
import { decodeValue } from '../../src/session/codec/decode-value.ts';
import { orderByStart } from '../../src/session/format/order-by-start.ts';
import { parseSession } from '../../src/session/format/parse-session.ts';
import type { RecordedSession } from '../../src/session/format/schema.ts';
import { serializeSession } from '../../src/session/format/serialize-session.ts';
import { diffSessions } from '../../src/triage/diff-sessions.ts';
import { renderFailureBlock } from '../../src/triage/failure-block.ts';
import { failureFacts } from '../../src/triage/failure-facts.ts';
import { renderTimeline } from '../../src/triage/render-timeline.ts';
import { renderSummary } from '../../src/triage/summary.ts';
import { encodeHeader } from '../../src/viewer/encode-timeline.ts';
import { summarize } from '../../src/viewer/static-summary.ts';
import { fullSession } from '../full-session.ts';
import { GONE, pathsOf, WRONG_VALUES, withValueAt } from '../mutate-json.ts';
import { must, mustEqual, type Property } from '../property.ts';

/** Whatever is given: a session that every reader can work with, or an `IpcError` of a sentence. */
export const anyValueIsReadOrRefused: Property = {
  name: 'any value is read or refused',
  inputs: fc.oneof({ weight: 4, arbitrary: damagedSession(3) }, { weight: 1, arbitrary: fc.jsonValue() }),
  runs: 100,
  async check(input) {
    const session = readOrRefuse(() => parseSession(input));
    if (session) await useSession(session);
  },
};

/** The same for texts, as they come from a disk that was full or a download that was cut. */
export const anyTextIsReadOrRefused: Property<string> = {
  name: 'any text is read or refused',
  inputs: fc
    .tuple(damagedSession(1), fc.nat(), fc.nat(40), fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.json()))
    .map(([value, at, length, by]) => {
      const text = JSON.stringify(value) ?? '';
      const from = at % (text.length + 1);
      return text.slice(0, from) + by + text.slice(from + length);
    }),
  runs: 300,
  takes: z.string(),
  async check(input) {
    const session = readOrRefuse(() => parseSession(input));
    if (!session) return;
    const written = serializeSession(session);
    mustEqual(serializeSession(parseSession(written)), written, 'written twice');
  },
};

/** A full session with up to so many wrong values in it. */
function damagedSession(maxFaults: number): fc.Arbitrary<unknown> {
  const fault = fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(...WRONG_VALUES), fc.jsonValue({ maxDepth: 2 })));
  return fc.array(fault, { maxLength: maxFaults }).map((faults) =>
    faults.reduce<unknown>((value, [at, by]) => {
      const paths = pathsOf(value);
      const path = paths[at % paths.length] ?? [];
      const changed = withValueAt(value, path, by);
      return changed === GONE ? null : changed;
    }, fullSession()),
  );
}

/** What was read; undefined when it was refused as it must be. */
export function readOrRefuse(read: () => RecordedSession): RecordedSession | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof IpcError)) throw error;
    must(error.message.length < 1_000, `a message of ${error.message.length} characters`);
    must(!/object Object|undefined(?! )/.test(error.message), `a message that says nothing: ${error.message}`);
    return undefined;
  }
}

/** Does with a session what commands, reporter and page do with it. What was read must not throw here. */
export async function useSession(session: RecordedSession): Promise<void> {
  const written = serializeSession(session);
  const again = parseSession(written);
  mustEqual(serializeSession(again), written, 'written twice');
  const { same, divergences } = diffSessions(session, session);
  must(same && divergences.length === 0, `differs from itself: ${divergences[0]?.text}`);
  const contract = inferContract([session]);
  must(contractSchema.safeParse(contract).success, 'an inferred contract is not one');
  mustEqual(checkContract(contract, [session]), [], 'drifts from what was learnt from it');
  const facts = failureFacts(session);
  for (const text of [renderTimeline(session), renderSummary(facts), renderFailureBlock(facts)])
    must(!/[^\P{Cc}\n]|\p{Cs}/u.test(text), 'prints a control character');
  const header = JSON.parse(JSON.stringify(encodeHeader(session, 'title', undefined)));
  must(header.columns.kind.length === session.events.length, 'a kind of event takes two digits');
  must(!JSON.stringify(header.columns.time).includes('null'), 'a time that is no number');
  summarize(header);
  sessionWarnings(session);
  generateSpec(session, { sessionFile: 's.json' });
  generateHandlers(session);
  orderByStart(session);
  const backend = new StubBackend(session);
  for (const { event } of session.events) {
    if (event.type !== 'Ipc') continue;
    for (const value of [event.args, event.error, event.result]) decodeValue(value);
    const answer = backend.answer({ command: event.command, args: event.args });
    if (answer.kind === 'ok') decodeValue(answer.value);
  }
  backend.report();
  const target = { invoke: () => null };
  await drive(session, target);
}
