import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { test as base, expect, type TestInfo } from '@playwright/test';
import { findServer } from './find-server.ts';

const IDENTIFIER = 'test.find.server';

/** The folder in which an app has told of itself, and its port, which is open. */
interface Told {
  env: NodeJS.ProcessEnv;
  folder: string;
  port: number;
}

const test = base.extend<{ told: Told }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures in it
  told: async ({}, use, testInfo) => {
    const server = createServer((socket) => void socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await use({ ...tell(testInfo, port, process.pid), port });
    await close(server);
  },
});

function tell(testInfo: TestInfo, port: number, pid: number): Omit<Told, 'port'> {
  const runtime = testInfo.outputPath('runtime');
  const folder = join(runtime, 'victauri', String(pid));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const one of [runtime, join(runtime, 'victauri'), folder]) chmodSync(one, 0o700);
  writeFileSync(join(folder, 'port'), `${port}\n`);
  writeFileSync(join(folder, 'token'), 'its-token\n');
  writeFileSync(join(folder, 'metadata.json'), JSON.stringify({ identifier: IDENTIFIER, product_name: 'Finder' }));
  return { env: { XDG_RUNTIME_DIR: runtime, VICTAURI_APP: IDENTIFIER }, folder };
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}

test('an app that runs is found by its identifier or product name, with its token', async ({ told: { env, port } }) => {
  expect(await findServer(env)).toEqual({ port, token: 'its-token' });
  expect(await findServer({ ...env, VICTAURI_APP: 'finder' })).toEqual({ port, token: 'its-token' });
});

test('a port that is given gets the token of the app that has told of it, and no other', async ({ told }) => {
  const { env, port } = told;
  const byPort = (given: number) => findServer({ XDG_RUNTIME_DIR: env.XDG_RUNTIME_DIR, VICTAURI_PORT: String(given) });
  expect(await byPort(port)).toEqual({ port, token: 'its-token' });
  expect(await byPort(9)).toEqual({ port: 9, token: undefined });
  await expect(findServer({ ...env, VICTAURI_PORT: String(port), VICTAURI_APP: 'other' })).rejects.toThrow(
    'VICTAURI_APP asks for another app',
  );
});

test('a token that no app has told of is sent nowhere', async ({ told: { env } }) => {
  await expect(findServer({ ...env, VICTAURI_AUTH_TOKEN: 'another' })).rejects.toThrow('so it was sent nowhere');
});

test('a folder that others can write, or that is a link, is not trusted', async ({ told: { env, folder } }) => {
  chmodSync(folder, 0o722);
  await expect(findServer(env)).rejects.toThrow(`No app called ${IDENTIFIER}`);
  chmodSync(folder, 0o700);
  const elsewhere = join(folder, '../../elsewhere');
  renameSync(folder, elsewhere);
  symlinkSync(elsewhere, folder);
  await expect(findServer(env)).rejects.toThrow(`No app called ${IDENTIFIER}`);
});

test('an app that is gone, or whose port is closed, is not found', async ({ told: { env, folder } }) => {
  writeFileSync(join(folder, 'port'), '9');
  await expect(findServer(env)).rejects.toThrow(`No app called ${IDENTIFIER}`);
  // Above the highest number that Linux gives to a process.
  renameSync(folder, join(folder, '..', '4999999'));
  await expect(findServer(env)).rejects.toThrow(`No app called ${IDENTIFIER}`);
});
