import type { IpcCall } from '../session/format/schema.ts';
import type { EventArgs, EventCommands } from './runtime.ts';
import { possibleRuntimes, runtimeOf } from './runtime-of.ts';
import { RUNTIMES } from './runtimes.ts';
import { subscriptionName, takesListenerOff } from './subscription-name.ts';

type EventCall = Pick<IpcCall, 'command' | 'source' | 'args'>;

/** The event that a call begins to listen for; undefined when it is another call. */
export function eventListenedFor(call: EventCall): string | undefined {
  if (runtimeOf(call)?.listensByFunction)
    return takesListenerOff(call.command) ? undefined : subscriptionName(call.command, call.args);
  const event = commandsOf(call, ({ listen }) => listen === call.command)?.read(call.args).event;
  return typeof event === 'string' ? event : undefined;
}

/** The listener that a call takes off; undefined when it is another call. */
export function eventUnlistened(call: EventCall): Pick<EventArgs, 'event' | 'eventId'> | undefined {
  return commandsOf(call, ({ unlisten }) => unlisten === call.command)?.read(call.args);
}

/**
 * The event that a call sends from one window to the others, which hear it without a backend; undefined when it is another call.
 * Where sending is a call that the backend answers, as in Wails v3, the backend pushes it.
 */
export function eventEmitted(call: EventCall): EventArgs | undefined {
  return commandsOf(call, ({ emit, isAnsweredInPage }) => isAnsweredInPage && emit.includes(call.command))?.read(
    call.args,
  );
}

/** Whether a call is one of the event plumbing that the page answers itself when it is served: no backend is asked. */
export function isAnsweredInPage(call: Omit<EventCall, 'args'>): boolean {
  return (
    commandsOf(call, ({ isAnsweredInPage, prefix }) => isAnsweredInPage && call.command.startsWith(prefix)) !==
    undefined
  );
}

/** The arguments of a command without the ids of callbacks, which differ from run to run. */
export function withoutCallbackIds(command: string, args: unknown): unknown {
  const path = Object.hasOwn(CALLBACK_IDS, command) ? CALLBACK_IDS[command] : undefined;
  return path === undefined ? args : withNullAt(path, args);
}

const CALLBACK_IDS: Readonly<Record<string, readonly string[]>> = Object.assign(
  {},
  ...RUNTIMES.map((runtime) =>
    'events' in runtime && 'callbackIds' in runtime.events ? runtime.events.callbackIds : {},
  ),
);

function withNullAt([key = '', ...rest]: readonly string[], value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return { ...value, [key]: rest.length === 0 ? null : withNullAt(rest, (value as Record<string, unknown>)[key]) };
}

function commandsOf(
  call: Pick<EventCall, 'source'>,
  isMeant: (events: EventCommands) => boolean,
): EventCommands | undefined {
  return possibleRuntimes(call).find(({ events }) => events !== undefined && isMeant(events))?.events;
}
