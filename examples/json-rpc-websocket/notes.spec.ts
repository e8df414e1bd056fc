import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
import { startBackend } from './backend.ts';
import { JsonRpcSource } from './json-rpc-source.ts';

const test = base.extend<{ backend: string }>({
  backend: async ({}, use) => {
    const { url, stop } = await startBackend();
    await use(url);
    await stop();
  },
  // In the page fixture, so that no test can forget it.
  page: async ({ page, ipc }, use) => {
    await ipc.attach(new JsonRpcSource(page));
    await use(page);
  },
});

test('records what a page says to its backend by JSON-RPC', async ({ page, ipc, backend }) => {
  await page.goto(backend);
  await page.evaluate(connect);

  const saved = ipc.waitForCall('notes.save');
  await page.evaluate(`send({ id: 1, method: 'notes.list' })`);
  await page.evaluate(`send({ id: 2, method: 'notes.save', params: { title: 'Milk' } })`);
  await page.evaluate(`send({ id: 3, method: 'notes.drop', params: [1] })`);
  await page.evaluate(`send({ method: 'log', params: ['saved'] })`);

  expect(await saved).toMatchObject({ args: { title: 'Milk' }, result: { Ok: null }, source: 'json-rpc' });
  await expect(ipc).toHaveInvoked('notes.list');
  await expect(ipc).toHaveNoPendingCalls();
  expect(ipc.calls('notes.list')[0]?.result).toEqual({ Ok: [{ title: 'Bread' }] });
  expect(ipc.calls('notes.drop')[0]).toMatchObject({
    args: [1],
    result: { Err: 'no method notes.drop' },
    error: { code: -32601, message: 'no method notes.drop' },
  });
  expect(ipc.pushes('notes.changed')).toMatchObject([{ args: { title: 'Milk' } }]);
});

/** What a frontend does, in the page. */
async function connect(): Promise<void> {
  const socket = new WebSocket(location.href.replace('http', 'ws'));
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  Object.assign(window, { send: (message: object) => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message })) });
}
