import type { Action, RandomApp } from './random-app.ts';

/** In a run of an app: how its mock answers, how fast it is, and how often the app polls. */
export interface Pace {
  isPoisoned: boolean;
  /** Times as long as the mock of the recording takes. */
  slowness: number;
  pollMs: number;
}

/** Installs the mock of an app. Runs in the page. */
export function installMock({ style, answers }: RandomApp, { isPoisoned, slowness }: Pace): void {
  const global = window as unknown as Record<string, unknown>;
  if (style === 'guarded' && '__TAURI_INTERNALS__' in window) return;
  const given: Record<string, number> = {};
  const listeners = new Map<number, (event: unknown) => void>();
  let callbacks = 0;
  let handler: number | undefined;
  let askedAt: number | undefined;

  const fill = (value: unknown, args: unknown): unknown => {
    if (Array.isArray(value)) return value.map((one) => fill(one, args));
    if (typeof value !== 'object' || value === null) return value;
    if ('$id' in value) return `made-${crypto.randomUUID()}`;
    if ('$args' in value) return args;
    if ('$bytes' in value)
      return Uint8Array.from({ length: value.$bytes as number }, (_, nth) => (nth * 7) % 251).buffer;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, args)]));
  };
  const answerTo = async (command: string, args: Record<string, unknown>) => {
    if (command === 'plugin:event|listen') {
      handler = args.handler as number;
      return handler;
    }
    if (command === 'work') {
      for (let nth = 1; nth <= (args.pushes as number); nth += 1)
        setTimeout(
          () => listeners.get(handler ?? 0)?.({ event: 'told', id: handler, payload: { nth, of: args.pushes } }),
          nth * (args.gapMs as number) * slowness,
        );
      return 'begun';
    }
    if (command === 'status') {
      askedAt ??= performance.now();
      const passedMs = performance.now() - askedAt;
      const readyMs = args.readyMs as number;
      if (passedMs >= readyMs) askedAt = undefined;
      return passedMs < readyMs / 2 ? 'far' : passedMs < readyMs ? 'near' : 'ready';
    }
    const all = answers[command] ?? [];
    given[command] = (given[command] ?? 0) + 1;
    const { value, isError, delayMs } = all[(given[command] - 1) % all.length] ?? {
      value: null,
      isError: false,
      delayMs: 0,
    };
    if (delayMs > 0) await new Promise((done) => setTimeout(done, delayMs * slowness));
    if (isError) throw fill(value, args);
    return fill(value, args);
  };
  const internals = {
    transformCallback: (callback: (event: unknown) => void) => {
      callbacks += 1;
      listeners.set(callbacks, callback);
      return callbacks;
    },
    invoke: async (command: string, args: Record<string, unknown>) => {
      if (!isPoisoned) return await answerTo(command, args);
      await answerTo(command, args).catch(() => {});
      return 'poison';
    },
  };
  const tauri = style === 'frozen' ? Object.freeze(internals) : internals;
  if (style === 'defined' || style === 'frozen')
    Object.defineProperty(window, '__TAURI_INTERNALS__', { value: tauri, writable: false, configurable: false });
  else global.__TAURI_INTERNALS__ = tauri;
}

/** The app: it does what a button says, and writes down all that it was told. Runs in the page. */
export function startApp(actions: Action[], pollMs: number): void {
  const tauri = (window as never as { __TAURI_INTERNALS__: Tauri }).__TAURI_INTERNALS__;
  const log: unknown[] = [];
  const made: string[] = [];
  const kept: string[] = [];
  let pushes = 0;

  // Two of one millisecond would be one id in this run, and may be two in another.
  const now = () => Date.now() + made.length;
  const newIds: Record<string, () => string> = {
    uuid: () => crypto.randomUUID(),
    'note-uuid': () => `note-${crypto.randomUUID()}`,
    'draft-time': () => `draft-${now()}`,
    time: () => String(now()),
    hex: () => crypto.randomUUID().replaceAll('-', ''),
  };
  const fill = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$new' in value) {
      const id = newIds[value.$new as string]?.() ?? '';
      made.push(id);
      return id;
    }
    if ('$kept' in value) return kept.at(-1 - (value.$kept as number)) ?? 'none';
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one)]));
  };
  // An id that the app has made up is another one in each run.
  const written = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const nth = made.indexOf(value);
      return nth < 0 ? value : `made up ${nth}`;
    }
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
      return { bytes: [...new Uint8Array(value instanceof ArrayBuffer ? value : value.buffer)].join() };
    if (Array.isArray(value)) return value.map(written);
    if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : value;
    // A session's objects have their keys in order.
    const keys = Object.keys(value).sort();
    return Object.fromEntries(keys.map((key) => [key, written((value as Record<string, unknown>)[key])]));
  };
  const call = async ({ command, args, headers }: { command: string; args: unknown; headers?: object }) => {
    try {
      const told = await tauri.invoke(command, fill(args), ...(headers === undefined ? [] : [{ headers }]));
      const { id } = (told ?? {}) as { id?: unknown };
      if (typeof id === 'string') kept.push(id);
      log.push([command, written(told)]);
      return told;
    } catch (error) {
      log.push([command, 'error', error instanceof Error ? error.message : written(error)]);
      return undefined;
    }
  };
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const run = async (ops: Action['ops']) => {
    for (const op of ops) {
      if (op.kind === 'call') await call(op);
      else if (op.kind === 'together') await Promise.all(op.calls.map(call));
      else if (op.kind === 'work') {
        const goal = pushes + op.pushes;
        await call({ command: 'work', args: { pushes: op.pushes, gapMs: op.gapMs } });
        while (pushes < goal) await pause(2);
      } else {
        let last: unknown;
        for (;;) {
          const state = await tauri.invoke('status', { readyMs: op.readyMs });
          if (state !== last) log.push(['status', state]);
          last = state;
          if (state === 'ready' || state === 'poison') break;
          await pause(pollMs);
        }
      }
    }
  };
  const done = (name: string) => {
    document.title = name;
  };
  const handler = tauri.transformCallback(({ payload }) => {
    pushes += 1;
    log.push(['told', written(payload)]);
  });
  const listening = tauri.invoke('plugin:event|listen', { event: 'told', target: { kind: 'Any' }, handler });
  Object.assign(window, {
    log,
    press: (nth: number) => {
      setTimeout(async () => {
        await listening;
        await run(actions[nth]?.ops ?? []);
        done(`done ${nth}`);
      }, 0);
    },
  });
}

interface Tauri {
  invoke(command: string, args: unknown, options?: unknown): Promise<unknown>;
  transformCallback(callback: (event: { payload: unknown }) => void): number;
}
