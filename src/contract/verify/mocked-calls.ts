import { callKind } from '../../calls/call-kind.ts';
import { isOfFramework } from '../../calls/runtime-of.ts';
import type { AskedCall, NamedSession } from './ask-backend.ts';

/** Lists the calls of a session that were answered, without those of the framework. */
export function mockedCalls({ name, session }: NamedSession): Omit<AskedCall, 'actual'>[] {
  return session.events.flatMap(({ index, event }) => {
    if (event.type !== 'Ipc' || callKind(event) !== 'invoke' || event.result === 'Pending' || isOfFramework(event))
      return [];
    const { command, result, error } = event;
    return { session: name, index, command, mock: error === undefined ? { result } : { result, error } };
  });
}
