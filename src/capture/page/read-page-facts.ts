import type { Page } from '@playwright/test';
import { GLOBALS, RUNTIMES } from '../../calls/runtimes.ts';
import { withinLimit } from '../../std/timers.ts';
import { PAGE_HANDLE } from '../page-protocol.ts';

/** Facts of a page that can be seen from outside of it, whether it is observed or not. */
export interface PageFacts {
  /** Whether the page script runs in one of its frames. */
  isStarted: boolean;
  /** The names of the runtimes whose globals are there. */
  runtimes: string[];
  /** Globals that are objects of functions, as apps and their mocks make them to speak to a backend. */
  globals: string[];
}

/** Milliseconds that a look at one frame may take: a dialog or a navigation must not hold anything up, and a busy machine takes its time. */
const LIMIT_MS = 1_000;
/** Frames that are looked into; an app in a frame is in one of the first. */
const MAX_FRAMES = 5;

/** The names that apps usually give to the object by which they speak to a backend: these come first. */
const BRIDGES = ['electronAPI', 'electron', 'api', 'bridge', 'native', 'nativeAPI', 'backend', 'ipc', 'ipcRenderer'];

/** Globals that are told of. Others may be libraries, however much they look like it. */
const MAX_GLOBALS = 3;

const LOOKED_FOR = {
  slot: PAGE_HANDLE,
  runtimes: RUNTIMES.flatMap((one) => ('globals' in one ? [{ name: one.name, paths: [...one.globals] }] : [])),
  bridges: BRIDGES,
  ownName: GLOBALS.name,
};

/**
 * Looks into the frames of a page for what tells why it makes no calls; undefined where none can be looked into.
 *
 * @param named the globals that the user names: where one is there, the source of such globals is among the runtimes.
 */
export async function readPageFacts(page: Page, named: readonly string[] = []): Promise<PageFacts | undefined> {
  const lookedFor = { ...LOOKED_FOR, named: [...named] };
  const found = await Promise.all(
    page
      .frames()
      .slice(0, MAX_FRAMES)
      .map((frame) => withinLimit(frame.evaluate(look, lookedFor), LIMIT_MS, () => undefined).catch(() => undefined)),
  );
  const facts = found.filter((one) => one !== undefined);
  if (facts.length === 0) return undefined;
  return {
    isStarted: facts.some(({ isStarted }) => isStarted),
    runtimes: [...new Set(facts.flatMap(({ runtimes }) => runtimes))],
    globals: [...new Set(facts.flatMap(({ globals }) => globals))].slice(0, MAX_GLOBALS),
  };
}

/** Runs in the page. Reads no accessor of the app's but those by which a runtime is known. */
function look({ slot, runtimes, bridges, named, ownName }: typeof LOOKED_FOR & { named: string[] }): PageFacts {
  const isThere = (path: string) => {
    try {
      let value: unknown = globalThis;
      for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
      return value !== undefined && value !== null;
    } catch {
      return false;
    }
  };
  const ownValues = (value: unknown) =>
    typeof value === 'object' && value !== null
      ? Object.values(Object.getOwnPropertyDescriptors(value)).map((own) => own.value as unknown)
      : [];
  const hasFunction = (value: unknown, isOne: (one: () => void) => boolean) =>
    ownValues(value).some((own) =>
      [own, ...ownValues(own)].some((one) => typeof one === 'function' && isOne(one as () => void)),
    );
  const isAsync = (one: () => void) => /^async\b|\bPromise\b/.test(Function.prototype.toString.call(one));
  const own = Object.getOwnPropertyDescriptors(globalThis) as Record<string, PropertyDescriptor>;
  const known = bridges.filter((name) => hasFunction(own[name]?.value, () => true));
  // Libraries begin with a capital or a sign, or wait for nothing.
  const others = Object.keys(own).filter(
    (name) =>
      own[name]?.enumerable && /^[a-z]/.test(name) && !bridges.includes(name) && hasFunction(own[name].value, isAsync),
  );
  return {
    isStarted: Symbol.for(slot) in globalThis,
    runtimes: [
      ...runtimes.filter(({ paths }) => paths.every(isThere)).map(({ name }) => name),
      ...(named.some(isThere) ? [ownName] : []),
    ],
    globals: [...known, ...others].filter((name) => !named.some((path) => path.split('.')[0] === name)),
  };
}
