import type { EventFunction, PagePush, PageServe } from '../../page-protocol.ts';
import type { AppearanceProbes } from '../patch/appearance-probes.ts';
import type { DefinePropertyTrap } from '../patch/define-property-trap.ts';
import type { AnyFunction } from '../patch/patch-method.ts';
import type { ScriptPhase } from '../patch/script-phase.ts';
import type { CallLog } from './call-log.ts';
import type { Answerer } from './node-answers.ts';
import type { RunningMaker } from './running-maker.ts';

/** The tools that every observer is given. */
export interface PageTools {
  readonly log: CallLog;
  /** Tells who makes what is pushed. */
  readonly maker: RunningMaker;
  /** Asks Node for the answer to a call; undefined when the call is to go to the app's own backend. */
  readonly ask: Answerer;
  /** Returns how Node is the backend at this moment, if it is. */
  readonly serve: () => PageServe | null;
  /** Returns the label of this window, where the runtime does not tell it. */
  readonly label: () => string;
  /** The globals of the app's own that the user names. */
  readonly globals: readonly string[];
  /** Looks for globals that cannot be watched. */
  readonly probes: AppearanceProbes;
  /** Tells init scripts from those of the document. */
  readonly phase: ScriptPhase;
  /** Changes properties as they are defined, before they cannot be changed any more. */
  readonly definePropertyTrap: DefinePropertyTrap;
}

/** Begins to observe one runtime in this document. */
export type ObserveSource = (tools: PageTools) => PageObserver;

/** Observes one runtime in one document: finds its globals, records its traffic, and can push to the app as its backend would. */
export interface PageObserver {
  /** Returns the label of this window, when the runtime has one. */
  label?(): string | undefined;
  /** Delivers a push to the app's listeners or channels; returns how many callbacks ran. */
  deliver?(push: PagePush): number;
  /** Its listeners hear by the targets of events, and not by the window that they are in. */
  hasTargets?: boolean;
  /** The window has a new document, or whether Node is the backend has changed. */
  refresh?(): void;
  /** Observes a function that the app calls in place of the runtime's own. */
  tap?<Invoke extends (command: string, ...rest: never[]) => unknown>(invoke: Invoke): Invoke;
  /** Observes a function by which the app listens to events, or sends them, in place of the runtime's own; returns what to call instead. */
  tapEvents?(what: EventFunction, own: AnyFunction): (self: unknown, args: unknown[]) => unknown;
  /** Puts everything back. Safe to call twice. */
  detach(): void;
}
