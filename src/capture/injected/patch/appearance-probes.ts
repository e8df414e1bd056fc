import { type Undo, UndoStack } from '../../../std/undo-stack.ts';
import { nextTask } from '../core/natives.ts';
import { Listeners } from './listeners.ts';
import { patchMethod } from './patch-method.ts';

/** Milliseconds after which a probe runs in any case. After the last, only user input and `load` bring one. */
const LOOKS_MS = [0, 1, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

/**
 * Probes for globals that cannot be watched for, whenever one may have appeared: at each change of the document
 * (which comes before every script that the parser runs), before functions that apps call first, in the first tasks, and at user input.
 * A document has one instance, shared by all observers.
 */
export class AppearanceProbes {
  private readonly lasting: Look[] = [];
  private looking: Look[] = [];
  private readonly undo = new UndoStack();
  private isWatching = false;

  /** Calls `look` at each probe until one observer has found its global, and at user input and `load` for good: the global may be made anew. */
  look(look: Look): Undo {
    this.lasting.push(look);
    this.looking.push(look);
    if (!this.isWatching) this.start();
    return () => {
      for (const list of [this.lasting, this.looking]) {
        const at = list.indexOf(look);
        if (at !== -1) list.splice(at, 1);
      }
      if (this.lasting.length === 0) this.stop();
    };
  }

  /** The window has another document: looking begins anew. */
  restart(): void {
    this.stop();
    this.looking = [...this.lasting];
    if (this.looking.length > 0) this.start();
  }

  private readonly all = (): void => {
    // An app has one runtime: when one is found, the others are no longer looked for.
    if (this.looking.some((look) => look())) this.endLooking();
  };

  private readonly atInput = (): void => {
    for (const look of this.lasting) look();
  };

  private endLooking: Undo = () => {};

  private start(): void {
    const observer = new MutationObserver(this.all);
    observer.observe(document, { childList: true, subtree: true });
    const looking = new UndoStack();
    let isLooking = true;
    looking.add(() => {
      isLooking = false;
    });
    looking.add(() => observer.disconnect());
    lookBeforeFirstSteps(this.all, looking);
    this.endLooking = looking.run;
    const last = LOOKS_MS[LOOKS_MS.length - 1];
    for (const ms of LOOKS_MS) {
      nextTask(() => {
        if (isLooking) this.all();
        if (ms === last) looking.run();
      }, ms);
    }
    const listeners = new Listeners();
    for (const type of ['pointerdown', 'keydown', 'load']) listeners.on(window, type, this.atInput);
    this.isWatching = true;
    this.undo.add(listeners.stop);
    this.undo.add(looking.run);
  }

  private stop(): void {
    this.isWatching = false;
    this.undo.run();
  }
}

/** Looks for a global; true when it was found and needs no further probes. */
export type Look = () => boolean;

/**
 * Functions that an app or its client library calls before its first call: for a mock whose app calls it in the same task.
 * They are watched where they live, so that what the app puts before them there or on the object runs as ever.
 */
function lookBeforeFirstSteps(look: () => void, undo: UndoStack): void {
  const steps: [owner: object, name: string][] = [
    [Document.prototype, 'getElementById'],
    [Document.prototype, 'querySelector'],
    [Document.prototype, 'createElement'],
    // Ids of callbacks, in `@tauri-apps/api` 1.
    [Crypto.prototype, 'getRandomValues'],
  ];
  for (const [owner, name] of steps) {
    const patch = patchMethod(owner, name, (target, self, args) => {
      look();
      return Reflect.apply(target, self, args);
    });
    undo.add(patch);
  }
}
