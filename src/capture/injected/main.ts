import { decodeValue } from '../../session/decode-value.ts';
import { PAGE_HANDLE, type PageConfig, type PageHandle, type PagePush } from '../page-protocol.ts';
import type { SourceName } from '../source-options.ts';
import { CallLog } from './call-log.ts';
import { defineProperty, nativeThen } from './natives.ts';
import { observeNeutralino } from './neutralino.ts';
import { NodeAnswers } from './node-answers.ts';
import { Outbox } from './outbox.ts';
import type { PageObserver, PageTools } from './page-observer.ts';
import { readPageState } from './page-state.ts';
import { observeTauriV2 } from './tauri-v2.ts';
import { observeWebView2 } from './webview2.ts';
import { observeWorkers } from './workers.ts';

type Binding = (text: string) => Promise<string | undefined>;

const ignore = () => {};

/** The runtimes that can be observed. */
const SOURCES: { [Name in SourceName]?: (tools: PageTools) => PageObserver } = {
  tauri: observeTauriV2,
  neutralino: observeNeutralino,
  webview2: observeWebView2,
  workers: observeWorkers,
};

/** Starts observing this document. Runs once in every document, before its first script. */
export function install(config: PageConfig): void {
  const scope = window as unknown as Record<string | symbol, unknown>;
  const slot = Symbol.for(PAGE_HANDLE);
  const binding = scope[config.binding];
  if (typeof binding !== 'function') return;
  delete scope[config.binding];
  // A frame that was looked into before it loaded keeps its window and gets another document.
  if (scope[slot] !== undefined) {
    (scope[slot] as PageHandle).restart();
    return;
  }
  const call = binding as Binding;

  let { serve } = config;
  // What Node may throw is no rejection of the app's.
  const outbox = new Outbox((batch) => void nativeThen.call(call(batch), ignore, ignore));
  const log = new CallLog(outbox);
  const observers: PageObserver[] = [];
  const deliver = (push: PagePush): number => {
    let ran = 0;
    for (const observer of observers) ran += observer.deliver?.(push) ?? 0;
    return ran;
  };
  const label = (): string => {
    for (const observer of observers) {
      const own = observer.label?.();
      if (own !== undefined) return own;
    }
    return 'main';
  };
  const answers = new NodeAnswers(call, {
    routes: config.routes,
    flush: outbox.flush,
    deliver,
    isServed: () => serve !== null,
  });
  const tools: PageTools = { log, ask: answers.ask, serve: () => serve };
  for (const name of config.sources) {
    const observer = SOURCES[name]?.(tools);
    if (observer !== undefined) observers.push(observer);
  }
  const refresh = (newDocument: boolean) => {
    for (const observer of observers) observer.refresh?.(newDocument);
  };

  const handle: PageHandle = {
    state() {
      const state = readPageState();
      outbox.flush();
      return state;
    },
    push(pushes, only) {
      if (only !== undefined && only !== label()) return 0;
      let ran = 0;
      for (const push of pushes) ran += deliver(decodeValue(push) as PagePush);
      outbox.flush();
      return ran;
    },
    routes(patterns) {
      answers.routes = patterns;
    },
    serve(options) {
      serve = options;
      refresh(false);
    },
    restart() {
      refresh(true);
    },
    tap(invoke) {
      for (const observer of observers) if (observer.tap !== undefined) return observer.tap(invoke);
      return invoke;
    },
    detach() {
      for (const observer of observers) observer.detach();
      outbox.flush();
      delete scope[slot];
    },
  };
  defineProperty(scope, slot, { value: handle, configurable: true });
}
