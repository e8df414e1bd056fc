import type { Page } from '@playwright/test';

/** Writes an expression that takes the recorder off the document of a page, as the recorder does itself. */
export async function detaching(page: Page): Promise<string> {
  const { slot, key } = await detachKey(page);
  return `globalThis[Symbol.for('${slot}')].open('${key}')()`;
}

/** The keys of the page script, as they stand in its text: no page can read that, but whoever debugs it can. */
async function detachKey(page: Page): Promise<{ slot: string; key: string }> {
  const session = await page.context().newCDPSession(page);
  const scripts: string[] = [];
  session.on('Debugger.scriptParsed', ({ scriptId }) => scripts.push(scriptId));
  await session.send('Debugger.enable');
  try {
    for (const scriptId of scripts.reverse()) {
      const { scriptSource } = await session.send('Debugger.getScriptSource', { scriptId });
      const [, slot] = /"keys":\{"slot":"([\w-]+)"/.exec(scriptSource) ?? [];
      const [, key] = /"detach":"([\w-]+)"/.exec(scriptSource) ?? [];
      if (slot !== undefined && key !== undefined) return { slot, key };
    }
  } finally {
    await session.detach();
  }
  throw new Error('No script of the recorder is in the page.');
}
