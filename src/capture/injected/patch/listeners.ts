const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;

/** Listeners of ours on the page's objects: they only watch, never throw into the page, and can all be taken away. */
export class Listeners {
  private readonly undo: (() => void)[] = [];

  /** Listens in the capture phase: on `window`, that is before any listener of the app's. */
  on(target: EventTarget, type: string, run: (event: Event) => void): void {
    const guarded = (event: Event) => {
      try {
        run(event);
      } catch {
        // The app replaced what we use of the page. It must not hear of us.
      }
    };
    add.call(target, type, guarded, { capture: true, passive: true });
    this.undo.push(() => remove.call(target, type, guarded, true));
  }

  stop(): void {
    for (const run of this.undo.splice(0)) run();
  }
}
