import { UndoStack } from '../../../std/undo-stack.ts';

const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;

/** Listeners of ours on the page's objects: they only watch, never throw into the page, and can all be taken away. */
export class Listeners {
  private readonly undo = new UndoStack();

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
    this.undo.add(() => remove.call(target, type, guarded, true));
  }

  /** Takes all listeners away. */
  readonly stop = this.undo.run;
}
