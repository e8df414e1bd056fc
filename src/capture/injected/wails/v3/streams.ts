import { nativeThen } from '../../core/natives.ts';
import type { Answered } from '../../core/node-answers.ts';
import type { PageTools } from '../../core/page-observer.ts';
import { recordValue } from '../../core/record-value.ts';
import { ObjectPatch } from '../../patch/patch-object.ts';

const ignore = () => {};

/** The state of an open connection, as a web socket has it. */
const OPEN = 1;

/** The part of a stream's connection that is read. */
interface Connection {
  name: string;
  readyState: number;
  /** Makes the value that the app gets of the bytes of a frame. */
  _decode?(payload: unknown): unknown;
}

/**
 * Observes the streams of Wails v3 where each frame is one call: at the methods that all connections share. On the wire, frames come in
 * parts and in batches, and again when Go is not ready for them.
 */
export class WailsV3Streams {
  /** The methods of a connection, at their prototype. */
  private readonly methods: ObjectPatch;
  /** The patch of the runtime's map of connections: each is put there while it is made, before the app has it. */
  private readonly newConnections: ObjectPatch;
  private isOn = true;

  constructor({ log, label, ask }: PageTools) {
    this.methods = new ObjectPatch({
      send: (target) => (self, args) => {
        const pass = () => Reflect.apply(target, self, args);
        // A connection that is not open sends nothing.
        if (!this.isOn || (self as Connection).readyState !== OPEN) return pass();
        const sent = {
          source: 'wails-v3',
          command: nameOf(self),
          args: args[0],
          label: label(),
          kind: 'send',
        } as const;
        const routed = ask({ id: log.sent(sent), ...sent });
        if (routed === undefined) return pass();
        const passOn = (answer: Answered) => void ('pass' in answer && pass());
        nativeThen.call(nativeThen.call(routed, passOn as never), ignore, ignore);
        return undefined;
      },
      _message: (target) => (self, args) => {
        if (this.isOn)
          log.pushed('wails-v3', { name: nameOf(self), payload: recordValue(decoded(self, args[0])), label: label() });
        return Reflect.apply(target, self, args);
      },
    });
    this.newConnections = new ObjectPatch({
      set: (target) => (self, args) => {
        const shared = typeof args[1] === 'object' && args[1] !== null ? Reflect.getPrototypeOf(args[1]) : null;
        if (shared !== null) this.methods.apply(shared);
        return Reflect.apply(target, self, args);
      },
    });
  }

  /** Observes streams from the first connection on; cheap when it has begun. */
  observe(globals: object): void {
    try {
      const connections: unknown = (globals as { __stream?: { connections?: object } }).__stream?.connections;
      if (connections instanceof Map) this.newConnections.apply(connections);
    } catch {
      // Another runtime than the one we know: its streams are not recorded.
    }
  }

  restore(): void {
    this.isOn = false;
    this.newConnections.restore();
    this.methods.restore();
  }
}

const nameOf = (connection: unknown): string => `stream:${(connection as Connection).name}`;

function decoded(connection: unknown, payload: unknown): unknown {
  try {
    return (connection as Connection)._decode?.(payload) ?? payload;
  } catch {
    return payload;
  }
}
