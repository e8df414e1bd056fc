/**
 * Keeps the undo of each patch and listener from the moment it is made, and undoes them all, the newest first.
 * Runs in pages too, whose scripts may have replaced the methods of arrays: a chain needs none.
 *
 * @example
 * const undo = new UndoStack();
 * undo.add(patchMethod(window, 'fetch', watch));
 * undo.run(); // `fetch` is the browser's again
 */
export class UndoStack {
  private newest: Link | undefined;

  /** Adds an undo; `undefined` stands for something that could not be done. */
  add(undo: Undo | undefined): void {
    if (undo !== undefined) this.newest = { undo, older: this.newest };
  }

  /** Undoes what was added, each once, the newest first. One that throws keeps none of the others from running. */
  readonly run = (): void => {
    for (let link = this.newest; link !== undefined; link = this.newest) {
      this.newest = link.older;
      try {
        link.undo();
      } catch {
        // The app has taken away what would be put back: it must not hear of us.
      }
    }
  };
}

/** Undoes one thing: a patch, a listener. Has no effect where others have replaced it since. */
export type Undo = () => void;

interface Link {
  undo: Undo;
  older: Link | undefined;
}
