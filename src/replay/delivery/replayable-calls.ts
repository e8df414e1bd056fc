import { callKind } from '../../calls/call-kind.ts';
import { isAnsweredInPage } from '../../calls/event-commands.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { isAnsweredAtOnce, isOfMainProcess, isOnlyObserved } from '../../calls/runtime-of.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import { withoutEmitted } from './emitted-pushes.ts';

/**
 * Lists the traffic of a recording that can be replayed: calls and one-way messages, in record order. What the test has
 * pushed, it pushes again.
 *
 * @param all the calls and one-way traffic of the session, in record order.
 */
export function replayedTraffic(all: RecordedCall[]): RecordedCall[] {
  /** What a function told its own listener before it returned at once, it tells again. */
  const isMadeAgain = (call: IpcCall) => call.kind === 'push' && (call.made_by === 'test' || isAnsweredAtOnce(call));
  return withoutEmitted(all.filter(({ call }) => !isOnlyObserved(call) && !isMadeAgain(call)));
}

/**
 * Is the stub asked for it? Electron's hook asks for messages that expect no answer, too: they may bring pushes about. Not for
 * what a window without a document sent.
 */
export function isReplayable({ call }: RecordedCall): boolean {
  if (isOfMainProcess(call) && call.url === undefined) return false;
  if (callKind(call) === 'send') return isOfMainProcess(call);
  return callKind(call) === 'invoke' && !isAnsweredInPage(call) && !isAnsweredAtOnce(call);
}

/** Did the backend answer it in the recording? What a mock answered then, it answers again before the stub is asked. */
export function isBackendCall({ call }: RecordedCall): boolean {
  return call.mocked !== true;
}
