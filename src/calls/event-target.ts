/** The target of an event of Tauri, or of a listener: see `EventTarget` of `@tauri-apps/api`. */
export interface EventTarget {
  /** `Any`, `AnyLabel`, `App`, `Window`, `Webview` or `WebviewWindow`. */
  kind: string;
  label?: string | undefined;
}

/** Kinds that have a label, all of which `AnyLabel` means. */
const LABELLED = ['AnyLabel', 'Window', 'Webview', 'WebviewWindow'];

/** Reads a target among the arguments of a call: a label alone stands for whatever has it. Undefined where there is none. */
export function readEventTarget(value: unknown): EventTarget | undefined {
  if (typeof value === 'string') return { kind: 'AnyLabel', label: value };
  const { kind, label } = (value ?? {}) as { kind?: unknown; label?: unknown };
  if (typeof label === 'string') return { kind: typeof kind === 'string' ? kind : 'AnyLabel', label };
  return typeof kind === 'string' ? { kind } : undefined;
}

/**
 * Whether a listener hears an event, by the rules of Tauri: a listener without a target hears all, an event without one is for all, and the
 * label `main` of one is for each kind of listener of that label. The window that a listener is in does not matter.
 * See `match_any_or_filter` and `filter_target` in tauri 2.11, `src/event/listener.rs` and `src/manager/mod.rs`.
 */
export function hearsEvent(listener: EventTarget | undefined, event: EventTarget | undefined): boolean {
  if (listener === undefined || listener.kind === 'Any' || event === undefined || event.kind === 'Any') return true;
  if (!LABELLED.includes(event.kind)) return listener.kind === event.kind && listener.label === event.label;
  const isOfKind = event.kind === 'AnyLabel' ? LABELLED.includes(listener.kind) : listener.kind === event.kind;
  return (isOfKind || listener.kind === 'AnyLabel') && listener.label === event.label;
}
