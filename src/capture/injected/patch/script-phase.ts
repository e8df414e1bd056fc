import type { StandIn } from '../../../session/format/schema.ts';
import type { Undo } from '../../../std/undo-stack.ts';

/** Tells the init scripts of a document, which run before it has elements, from its own scripts and the test's. */
export class ScriptPhase {
  private readonly listeners = new Set<() => void>();
  private hasOwnScripts = false;
  private stopWatching: Undo = () => {};

  constructor() {
    this.restart();
  }

  /** The scripts that run now, or have run last. */
  get now(): StandIn {
    return this.hasOwnScripts ? 'page' : 'init-script';
  }

  /** Calls `run` in each document of the window when its init scripts have run, and none of its own has. */
  onceInitScriptsRan(run: () => void): Undo {
    this.listeners.add(run);
    return () => this.listeners.delete(run);
  }

  /** The window has another document. */
  restart(): void {
    this.stopWatching();
    this.hasOwnScripts = document.documentElement !== null;
    if (this.hasOwnScripts) return;
    // The first element is noticed before the parser runs the first script.
    const observer = new MutationObserver(() => {
      this.stopWatching();
      for (const run of this.listeners) run();
      this.hasOwnScripts = true;
    });
    this.stopWatching = () => observer.disconnect();
    observer.observe(document, { childList: true });
  }

  /** Ends the watching. */
  stop(): void {
    this.stopWatching();
  }
}
