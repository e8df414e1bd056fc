import { TAURI } from '../../calls/runtimes.ts';
import { decodeValue } from '../../session/codec/decode-value.ts';
import { sealOf } from '../../session/codec/seal-of.ts';
import { UndoStack } from '../../std/undo-stack.ts';
import {
  type AnyInvoke,
  type AnyListen,
  type Boundary,
  type EventFunction,
  type KeyedHandle,
  maxBatchLength,
  type OpenHandle,
  type OriginMessage,
  PAGE_HANDLE,
  type PageConfig,
  type PageHandle,
  type PageKeys,
  type PagePush,
  type PageServe,
  type PipeSend,
  type ResumeReply,
} from '../page-protocol.ts';
import type { SourceName } from '../source/source-options.ts';
import { CallLog } from './core/call-log.ts';
import { frameOrigin, isAnswered } from './core/frame-origin.ts';
import { keyedHandle, placeFixed } from './core/keyed-handle.ts';
import type { LocalAnswers, LocalTools, StartLocalAnswers } from './core/local-answers.ts';
import {
  defineProperty,
  epochMs,
  fromJson,
  isFake,
  NativePromise,
  nativeThen,
  pageClock,
  toJson,
} from './core/natives.ts';
import { NodeAnswers } from './core/node-answers.ts';
import { LOST, Outbox } from './core/outbox.ts';
import type { ObserveSource, PageObserver, PageTools } from './core/page-observer.ts';
import { StateReader } from './core/read-page-state.ts';
import { recordUpTo } from './core/record-value.ts';
import { RunningMaker } from './core/running-maker.ts';
import { withoutToJson } from './core/without-to-json.ts';
import { type EventObservers, PageEvents } from './events/page-events.ts';
import { watchTypedSecrets } from './events/watch-typed-secrets.ts';
import { AppearanceProbes } from './patch/appearance-probes.ts';
import { DefinePropertyTrap } from './patch/define-property-trap.ts';
import { ScriptPhase } from './patch/script-phase.ts';

/** The script's own `Proxy`: see `makeSafeGlobals`. */
type SafeProxy = typeof Proxy & { failed?: () => void };

type Binding = (text: string) => Promise<string | undefined>;

const { freeze } = Object;
const ignore = () => {};

/** How often a document tells that somebody without the keys has called the script. */
const MAX_TAMPERINGS = 100;

/** What a document is observed by. */
export interface PageParts {
  sources: Partial<Record<SourceName, ObserveSource>>;
  events: EventObservers;
}

/**
 * Starts observing this document. Runs once in every document, before its first script.
 *
 * @param parts what the config's sources and kinds of events are observed by.
 * @param start starts the part that answers from a session, where pages do.
 */
export function install(config: PageConfig, parts: PageParts, start?: StartLocalAnswers): void {
  const scope = window as unknown as Record<string | symbol, unknown>;
  const slot = Symbol.for(PAGE_HANDLE);
  const binding = take(scope, config.binding) as Binding;
  const pipe = take(scope, config.pipe) as PipeSend | undefined;
  let { keys } = config;
  if (typeof binding !== 'function') return;
  // A sandboxed frame without scripts has no app, and the browser complains in the console whenever one of our callbacks is due.
  if (window.matchMedia?.('(scripting: none)')?.matches) return;
  // A frame that was looked into before it loaded keeps its window and gets another document.
  const before = scope[Symbol.for(keys.slot)] as KeyedHandle | undefined;
  if (before !== undefined) {
    before.open<'restart'>(keys.handle.restart)?.(pipe);
    return;
  }
  const other = scope[slot] as OpenHandle | undefined;
  if (other !== undefined) {
    other.takeOver(keys, pipe);
    return;
  }
  // Playwright makes JSON of what it carries.
  const call: Binding = (text) => withoutToJson(() => binding(sealOf(keys.seal, text) + text));
  const pipeOf = (send: PipeSend | undefined): PipeSend | undefined => send && ((text) => send(keys.pipe + text));

  if (config.maxValueBytes !== undefined) recordUpTo(config.maxValueBytes);
  const origin = frameOrigin();
  // A frame that is not the app's goes to no backend of the test, and hears nothing from it.
  const isOfApp = isAnswered(origin, config.answerOrigins);
  let serve = isOfApp ? config.serve : null;
  const outbox = new Outbox(
    nameOfDocument(),
    // An error in Node is no rejection of the app's.
    (batch) => void nativeThen.call(call(batch), ignore, ignore),
    window === window.top,
    {
      maxLength: maxBatchLength(config.maxValueBytes),
      first: toJson({ t: 'origin', ...origin } satisfies OriginMessage),
    },
  );
  outbox.pipe = pipeOf(pipe);
  // Node is to know of a popup while the page that opened it is there.
  if (origin.isPopup) outbox.begin();
  const maker = new RunningMaker();
  const log = new CallLog(outbox, maker);
  (Proxy as SafeProxy).failed = () => outbox.post(LOST);
  const observers = new Map<SourceName, PageObserver>();
  const deliver = (push: PagePush, only?: string): number => {
    const isOfWindow = only === undefined || only === label();
    return maker.during(push.byTest ? 'test' : 'node', () => {
      let ran = 0;
      for (const observer of observers.values())
        if (isOfWindow || observer.hasTargets) ran += observer.deliver?.(push) ?? 0;
      return ran;
    });
  };
  const label = (): string => {
    for (const observer of observers.values()) {
      const own = observer.label?.();
      if (own !== undefined) return own;
    }
    return 'main';
  };
  const answers = new NodeAnswers(call, {
    routes: isOfApp ? config.routes : [],
    origin,
    flush: outbox.flush,
    deliver,
    isServed: () => serve !== null,
  });
  const localTools: LocalTools = {
    ...{ Promise: NativePromise, clock: pageClock, toJson, fromJson, withoutToJson, deliver },
    ask: answers.askNode,
    resume: (request) =>
      call(toJson({ ...request, origin, told: outbox.flush() })).then(
        (text) => fromJson(text ?? '{"instead":"node"}') as ResumeReply,
      ),
    post: (message) => outbox.post(toJson(message)),
    onceLoaded: (run) => addEventListener('load', () => pageClock.inLaterTask(run), { once: true }),
    // The document that a window has at first is nobody's.
    isOfPage: window === window.top && location.href !== 'about:blank',
  };
  /** The number of the replay that is answered here. */
  let replayed: number | undefined;
  let local: LocalAnswers | undefined;
  /** Answers from a session here, or no longer. */
  const useReplay = (options: PageServe | null, startLocal: StartLocalAnswers | undefined) => {
    const { replay } = options ?? {};
    if (replay !== undefined && replay.id === replayed) return;
    if (options === null) local?.stop();
    else local?.handOver();
    replayed = replay?.id;
    // A clock that is not the real one may stand still, and patience with it.
    local = replay === undefined || isFake ? undefined : startLocal?.(replay, localTools);
    answers.local = local;
    log.onCall = local && ((seen) => local?.seen(seen));
  };
  useReplay(serve, start);
  const phase = new ScriptPhase();
  const probes = new AppearanceProbes((global) => log.gap('late-global', global), config.earlyGlobals);
  const tools: PageTools = {
    log,
    maker,
    ask: answers.ask,
    serve: () => serve,
    label: () => serve?.label ?? 'main',
    probes,
    phase,
    globals: config.globals,
    definePropertyTrap: new DefinePropertyTrap(),
  };
  const undo = new UndoStack();
  undo.add(() => {
    if (scope[slot] === forAll) delete scope[slot];
  });
  undo.add(() => phase.stop());
  for (const name of config.sources) {
    const observer = parts.sources[name]?.(tools);
    if (observer === undefined) continue;
    observers.set(name, observer);
    undo.add(() => observer.detach());
  }
  const events = new PageEvents(parts.events, log, label);
  undo.add(() => events.stop());
  let stopWatching = watchTypedSecrets(log);
  undo.add(() => stopWatching());
  const refresh = () => {
    for (const observer of observers.values()) observer.refresh?.();
  };

  let tamperings = 0;
  const tampered = () => {
    tamperings += 1;
    if (tamperings <= MAX_TAMPERINGS) log.tampered(1);
  };
  const reader = new StateReader();
  const inherited = Object.getPrototypeOf(window) as Record<string, unknown>;
  const handle: PageHandle = {
    flush: outbox.flush,
    pipe(send) {
      outbox.pipe = pipeOf(send);
    },
    awaitPipe(name) {
      // The browser assigns it, so a setter that the window inherits gets it, and the window itself never has such a property.
      defineProperty(inherited, name, {
        configurable: true,
        set(send: PipeSend) {
          delete inherited[name];
          outbox.pipe = pipeOf(send);
        },
      });
    },
    state(id, known) {
      if (scope[slot] !== forAll) tampered();
      const state = reader.read(id, known);
      events.flush();
      log.finishReads();
      outbox.flush();
      return state;
    },
    push(pushes, only) {
      if (!isOfApp) return 0;
      answers.deliverFollowing();
      let ran = 0;
      for (const push of fromJson(pushes) as PagePush[]) ran += deliver(decodeValue(push) as PagePush, only);
      return ran;
    },
    routes(patterns) {
      if (isOfApp) answers.routes = patterns;
    },
    serve(options, startLocal) {
      if (!isOfApp) return;
      serve = options;
      useReplay(options, startLocal as StartLocalAnswers | undefined);
      refresh();
    },
    boundary(at, boundary) {
      local?.boundary(at, fromJson(boundary) as Boundary);
    },
    look() {
      return probes.testHasRun();
    },
    restart(newPipe) {
      outbox.restart(nameOfDocument(), pipeOf(newPipe));
      phase.restart();
      probes.restart();
      events.restart();
      stopWatching();
      stopWatching = watchTypedSecrets(log);
      refresh();
    },
    detach() {
      undo.run();
      return outbox.flush();
    },
  };
  const former: PageKeys['handle'][] = [];
  const keyed = keyedHandle(handle, () => keys.handle, former, tampered);
  const forAll: OpenHandle = freeze({
    tap(invoke: AnyInvoke, source: SourceName = TAURI.name): AnyInvoke {
      return observers.get(source)?.tap?.(invoke) ?? invoke;
    },
    tapEvents(what: EventFunction, own: AnyListen) {
      const tapped = observers.get(TAURI.name)?.tapEvents?.(what, own);
      return tapped ?? ((self, args) => Reflect.apply(own, self, args));
    },
    takeOver(given: PageKeys, newPipe: PipeSend | undefined) {
      tampered();
      outbox.flush();
      former[former.length] = keys.handle;
      keys = given;
      placeFixed(scope, keys.slot, keyed);
      handle.restart(newPipe);
    },
  });
  placeFixed(scope, keys.slot, keyed);
  defineProperty(scope, slot, { value: forAll, configurable: true });
  // The pipe of a page may come at any time after the birth of its first document.
  if (pipe === undefined && config.pipe !== '') {
    handle.awaitPipe(config.pipe);
    undo.add(() => delete inherited[config.pipe]);
  }
}

/** Returns a name that no other document of its page has, also where the app gets the same random numbers in each. */
function nameOfDocument(): string {
  const random = Math.random().toString(36).slice(2, 6);
  return (
    random +
    Math.floor(epochMs() * 1_000)
      .toString(36)
      .slice(-6)
  );
}

/** Takes a global that the browser has put there before the first script: the app sees none. */
function take(scope: Record<string | symbol, unknown>, name: string): unknown {
  const value = scope[name];
  delete scope[name];
  return value;
}
