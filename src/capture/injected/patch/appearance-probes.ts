import { type Undo, UndoStack } from '../../../std/undo-stack.ts';
import { nextTask } from '../core/natives.ts';
import { Listeners } from './listeners.ts';
import { patchMethod } from './patch-method.ts';
import { RunScripts } from './run-scripts.ts';

/** Milliseconds after which a probe runs in any case. After the last, only user input and `load` bring one. */
const PROBES_MS = [0, 1, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

/**
 * Probes for globals that cannot be watched for, whenever one may have appeared: at each change of the document
 * (which comes before every script that the parser runs), before functions that apps call first, in the first tasks, and at user input.
 * A document has one instance, shared by all observers.
 */
export class AppearanceProbes {
  private readonly probes: Probe[] = [];
  private pending: Probe[] = [];
  /** Probes for globals that the user names, as long as they have found nothing: these are there beside a runtime. */
  private readonly wanted = new Set<Probe>();
  private readonly undo = new UndoStack();
  private isWatching = false;
  private readonly scripts = new RunScripts();
  /** Nothing has been able to call what is found now: no script of the page has run since it was made. */
  private isProof = true;
  private readonly onLate: (name: string) => void;
  /** Globals are watched for from the start. */
  readonly isEarly: boolean;

  /** @param onLate is told of globals that a script of the page has made, and that may have been called before they were found. */
  constructor(onLate: (name: string) => void, isEarly: boolean) {
    this.onLate = onLate;
    this.isEarly = isEarly;
  }

  /** A global was found whose functions can be called. */
  foundLate(name: string): void {
    if (!this.isProof && !this.scripts.onlyAssign(name)) this.onLate(name);
  }

  /** Looks when nothing can have been called since what is looked for was made. */
  rightAfter(look: () => void): void {
    const before = this.isProof;
    this.isProof = true;
    try {
      look();
    } finally {
      this.isProof = before;
    }
  }

  /** The test's own code has run in the page, and no other script since: looks for what it made. True when nothing is looked for any more. */
  testHasRun(): boolean {
    if (this.scripts.areOver()) this.rightAfter(this.runAll);
    else this.runAll();
    return this.isOver;
  }

  /**
   * Adds a probe. It runs until one observer has found its global, and at user input and `load` for good: the global may be made anew.
   *
   * @param isWanted goes on until its own global is found, whatever the others find.
   */
  add(probe: Probe, isWanted = false): Undo {
    this.probes.push(probe);
    this.pending.push(probe);
    if (isWanted) this.wanted.add(probe);
    if (!this.isWatching) this.start();
    return () => {
      for (const list of [this.probes, this.pending]) {
        const at = list.indexOf(probe);
        if (at !== -1) list.splice(at, 1);
      }
      this.wanted.delete(probe);
      if (this.probes.length === 0) this.stop();
    };
  }

  /** The window has another document: probing begins anew. */
  restart(): void {
    this.stop();
    this.pending = [...this.probes];
    if (this.pending.length > 0) this.start();
  }

  private readonly documentChanged = (): void => {
    this.scripts.isNextInserted = document.readyState === 'loading';
    this.runPending();
    this.scripts.isNextInserted = false;
    // Before the first script of a document runs, its first elements are there.
    this.isProof = false;
  };

  private readonly runPending = (): void => {
    const found = this.pending.filter((probe) => probe());
    for (const probe of found) this.wanted.delete(probe);
    // An app has one runtime: when one is found, the others are no longer looked for.
    if (found.length > 0 && this.wanted.size === 0) this.endPending();
    this.scripts.note();
  };

  private readonly runAll = (): void => {
    for (const probe of this.probes) if (probe()) this.wanted.delete(probe);
  };

  private isOver = false;

  private endPending: Undo = () => {};

  private start(): void {
    this.isOver = false;
    this.isProof = document.documentElement === null;
    const observer = new MutationObserver(this.documentChanged);
    observer.observe(document, { childList: true, subtree: true });
    const probing = new UndoStack();
    let isProbing = true;
    probing.add(() => {
      isProbing = false;
      this.isOver = true;
    });
    probing.add(() => observer.disconnect());
    probeBeforeFirstSteps(this.runPending, probing);
    this.endPending = probing.run;
    const last = PROBES_MS[PROBES_MS.length - 1];
    for (const ms of PROBES_MS) {
      nextTask(() => {
        if (isProbing) this.runPending();
        if (ms === last) probing.run();
      }, ms);
    }
    const listeners = new Listeners();
    // A script from a file has run.
    const scriptHasRun = () => {
      if (isProbing) this.runPending();
    };
    listeners.on(document, 'load', scriptHasRun);
    for (const type of ['pointerdown', 'keydown', 'load']) listeners.on(window, type, this.runAll);
    this.isWatching = true;
    this.undo.add(listeners.stop);
    this.undo.add(probing.run);
  }

  private stop(): void {
    this.isWatching = false;
    this.undo.run();
  }
}

/** Looks for a global; true when it was found and needs no further probes. */
export type Probe = () => boolean;

/**
 * Probes before the functions that an app or its client library calls before its first call: for a mock whose app calls it in the same task.
 * They are watched where they live, so that what the app puts before them there or on the object runs as ever.
 */
function probeBeforeFirstSteps(probe: () => void, undo: UndoStack): void {
  const steps: [owner: object, name: string][] = [
    [Document.prototype, 'getElementById'],
    [Document.prototype, 'querySelector'],
    [Document.prototype, 'createElement'],
    // Ids of callbacks, in `@tauri-apps/api` 1.
    [Crypto.prototype, 'getRandomValues'],
  ];
  for (const [owner, name] of steps) {
    const patch = patchMethod(owner, name, (target, self, args) => {
      probe();
      return Reflect.apply(target, self, args);
    });
    undo.add(patch);
  }
}
