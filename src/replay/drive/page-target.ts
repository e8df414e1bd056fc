import type { DriveTarget } from './ask-target.ts';

/** The part of Playwright's `Page` that is needed. */
interface EvaluatingPage {
  // biome-ignore lint/suspicious/noExplicitAny: Playwright's own generics stand on both sides
  evaluate(run: (arg: any) => unknown, arg: unknown): Promise<unknown>;
}

/**
 * Makes a target for drive replay that is reached through a page of the app, as its frontend reaches it: a Tauri app whose webview has
 * a debugging port, or any app in a browser.
 *
 * @param open gives the page, at the first call.
 * @example
 * // target.ts, for `ipc-recorder replay session.json --target target.ts`
 * import { chromium } from '@playwright/test';
 * import { pageTarget } from 'playwright-ipc-recorder';
 * let browser;
 * export const { invoke, close } = pageTarget(
 *   async () => {
 *     browser = await chromium.connectOverCDP('http://127.0.0.1:9222');
 *     return browser.contexts()[0].pages()[0];
 *   },
 *   { close: () => browser?.close() },
 * );
 */
export function pageTarget(
  open: () => Promise<EvaluatingPage>,
  { invoke = callTauri, close }: PageTargetOptions = {},
): Required<Pick<DriveTarget, 'invoke' | 'close'>> {
  let page: Promise<EvaluatingPage> | undefined;
  // Anything may be thrown, and must come through as it is. Playwright sends the text of a function.
  const run = new Function(
    'call',
    `return (async () => { try { return { ok: await (${invoke})(call) }; } catch (thrown) { return { thrown }; } })();`,
  ) as (call: unknown) => unknown;
  return {
    async invoke(command, args, { options }) {
      page ??= open();
      const answer = (await (await page).evaluate(run, { command, args, options })) as Answer;
      if ('thrown' in answer) throw answer.thrown;
      return answer.ok;
    },
    async close() {
      await close?.();
    },
  };
}

export interface PageTargetOptions {
  /** Runs in the page and calls the backend. It sees nothing around it. @default Tauri's `invoke` */
  invoke?: (call: { command: string; args: unknown; options: unknown }) => unknown;
  /** Called after the last call; close here what `open` has opened. */
  close?: () => void | Promise<void>;
}

type Answer = { ok: unknown } | { thrown: unknown };

function callTauri({ command, args, options }: { command: string; args: unknown; options: unknown }): unknown {
  const { __TAURI_INTERNALS__: internals } = globalThis as unknown as {
    __TAURI_INTERNALS__?: { invoke(command: string, args: unknown, options: unknown): unknown };
  };
  if (internals === undefined)
    throw new Error('The page has no Tauri runtime. Say how its backend is called: pageTarget(open, { invoke }).');
  return internals.invoke(command, args, options);
}
