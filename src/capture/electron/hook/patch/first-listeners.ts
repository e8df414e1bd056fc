import { EventEmitter } from 'node:events';
import type { Emitter } from '../electron-parts.ts';
import type { Patches } from './patches.ts';

/** Taken here, before the app can replace them. */
const { prependListener, removeListener } = EventEmitter.prototype;
const { apply } = Reflect;
const { queueMicrotask: afterThis } = globalThis;

/** A listener of ours: it gets the emitter and what was emitted. */
export type Listener<Self> = (self: Self, rest: unknown[]) => void;

/**
 * Listeners that hear an event before the app's do. They are put there as `emit` is taken, and taken away when they have heard it or the
 * task is over: to the app its emitters have the listeners that it knows of, and no frame of ours is on the stack while one of these runs.
 */
export class FirstListeners<Self extends Emitter> {
  private readonly listeners: (readonly [name: string, run: (this: Self, ...rest: unknown[]) => void])[];
  private readonly there = new Set<Self>();

  /** @param heard what is told of each event, by its name. */
  constructor(patches: Patches, heard: Readonly<Record<string, Listener<Self>>>) {
    const takeAway = (emitter: Self) => this.takeAway(emitter);
    this.listeners = Object.entries(heard).map(([name, run]) => [
      name,
      function (this: Self, ...rest: unknown[]) {
        // The event is on its way to all who listened: the app's own find none of ours.
        takeAway(this);
        run(this, rest);
      },
    ]);
    patches.add(() => this.takeAllAway());
  }

  /** The emitter is about to emit an event. */
  put(emitter: Self): void {
    if (this.there.has(emitter)) return;
    if (this.there.size === 0) afterThis(() => this.takeAllAway());
    this.there.add(emitter);
    for (const [name, run] of this.listeners) apply(prependListener as never, emitter, [name, run]);
  }

  private takeAllAway(): void {
    for (const emitter of this.there) this.takeAway(emitter);
  }

  private takeAway(emitter: Self): void {
    this.there.delete(emitter);
    for (const [name, run] of this.listeners) apply(removeListener as never, emitter, [name, run]);
  }
}
