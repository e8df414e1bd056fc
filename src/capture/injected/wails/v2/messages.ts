import { fromJson } from '../../core/natives.ts';
import { readWailsV2Command } from './commands.ts';

/** A message on `WailsInvoke`, as it is recorded. */
export type WailsV2Message =
  /** A call of a Go method, or of the runtime's own. The answer has the same `id`. */
  | { kind: 'call'; id: string; command: string; args: unknown }
  /** A one-way message. */
  | { kind: 'send'; command: string; args: unknown }
  /** A message that tells nothing of the app: the window is dragged or resized, the runtime has loaded. */
  | { kind: 'noise' };

/** Reads a message of the pipe between the runtime of Wails v2 and Go. Never throws. */
export function readWailsV2Message(message: string): WailsV2Message {
  if (message === 'drag' || message === 'runtime:ready' || message.startsWith('resize:')) return { kind: 'noise' };
  try {
    const head = message.slice(0, 1);
    if (head === 'C' || head === 'c') return readCall(message.slice(1));
    if (message.startsWith('EE')) return readEmit(message.slice(2));
    return readCommand(message);
  } catch {
    return unknown(message);
  }
}

/** `C` has the method's name; `c`, of an obfuscated build, its number. The runtime's own methods begin with a colon. */
function readCall(text: string): WailsV2Message {
  const { name, id, args, callbackID } = fromJson(text) as Record<string, unknown>;
  const command = name === undefined ? `wails:${String(id)}` : String(name).replace(/^:wails:/, 'wails:');
  return { kind: 'call', id: String(callbackID), command, args };
}

function readEmit(text: string): WailsV2Message {
  const { name, data } = fromJson(text) as Record<string, unknown>;
  return { kind: 'send', command: String(name), args: data };
}

function readCommand(message: string): WailsV2Message {
  const command = readWailsV2Command(message);
  if (command === undefined) return unknown(message);
  return { kind: 'send', command: `wails:${command.name}`, args: command.args };
}

const unknown = (message: string): WailsV2Message => ({ kind: 'send', command: 'wails:Unknown', args: [message] });
