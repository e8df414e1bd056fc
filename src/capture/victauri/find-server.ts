import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';
import { IpcError } from '../../errors.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';
import type { VictauriEndpoint } from './victauri-client.ts';

/** Milliseconds that a port has to take a connection. */
const CONNECT_LIMIT_MS = 500;

/** A running app that has told of itself on this machine. */
export interface RunningServer extends VictauriEndpoint {
  pid: number;
  identifier?: string | undefined;
  productName?: string | undefined;
}

/**
 * Finds the server of the app that runs, as Victauri's own client does. `VICTAURI_PORT` names it, with `VICTAURI_AUTH_TOKEN` or the token of the app
 * that has told of that port; `VICTAURI_APP` chooses among several by identifier or product name. A token goes to the port it was told with, and to no other.
 *
 * @throws {IpcError} `TARGET_NOT_USABLE` when none runs, several do, or a token has no port.
 */
export async function findServer(env: NodeJS.ProcessEnv = process.env): Promise<VictauriEndpoint> {
  const { VICTAURI_PORT: givenPort, VICTAURI_AUTH_TOKEN: givenToken, VICTAURI_APP: app } = env;
  const servers = await runningServers(env);
  if (givenPort !== undefined && givenPort !== '') {
    const port = Number(givenPort);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw unusable(`VICTAURI_PORT is ${JSON.stringify(givenPort)}. Use a port number.`);
    const ofPort = servers.filter((server) => server.port === port);
    const [only] = ofPort.length === 1 ? ofPort : [];
    if (app && only !== undefined && !isApp(only, app))
      throw unusable(
        `On VICTAURI_PORT ${port} is ${nameOf(only)}, and VICTAURI_APP asks for another app. Unset one of them.`,
      );
    return { port, token: givenToken || only?.token };
  }
  const candidates = app ? servers.filter((server) => isApp(server, app)) : servers;
  const meant = givenToken ? candidates.filter(({ token }) => token === givenToken) : candidates;
  const [one] = meant;
  if (one !== undefined && meant.length === 1) return { port: one.port, token: one.token };
  if (meant.length > 1)
    throw unusable(
      `Several apps with Victauri run: ${meant.map(nameOf).join(', ')}. Set VICTAURI_APP or VICTAURI_PORT.`,
    );
  if (givenToken)
    throw unusable(
      'No running app has told of the token in VICTAURI_AUTH_TOKEN, so it was sent nowhere. Set VICTAURI_PORT too, or unset it.',
    );
  const others = servers.length > 0 ? ` These run: ${servers.map(nameOf).join(', ')}.` : '';
  throw unusable(
    `No ${app ? `app called ${escapeToFit(app, 60)}` : 'app'} with Victauri runs.${others} Start a debug build of it, or set VICTAURI_PORT.`,
  );
}

/** Lists the apps that have told of themselves in a folder that only this user can write, that live, and whose port is open. */
export async function runningServers(env: NodeJS.ProcessEnv = process.env): Promise<RunningServer[]> {
  const found = new Map<number, RunningServer>();
  for (const root of discoveryFolders(env)) {
    if (!isOurs(root)) continue;
    for (const name of readdirSync(root)) {
      const server = readServer(root, name);
      if (server !== undefined && !found.has(server.pid)) found.set(server.pid, server);
    }
  }
  const open = await Promise.all(
    [...found.values()].map(async (server) => ((await isOpen(server.port)) ? server : [])),
  );
  return open.flat();
}

/** The folders in which apps tell of themselves, those of older versions of Victauri last. */
function discoveryFolders({ XDG_RUNTIME_DIR: runtime, XDG_STATE_HOME: state }: NodeJS.ProcessEnv): string[] {
  const legacy = join(tmpdir(), 'victauri');
  const uid = process.getuid?.();
  if (uid === undefined) return [legacy];
  const home = state !== undefined && isAbsolute(state) ? state : join(homedir(), '.local', 'state');
  return [
    ...(runtime !== undefined && isAbsolute(runtime) && isOurs(runtime, 0o077) ? [join(runtime, 'victauri')] : []),
    join(tmpdir(), `victauri-${uid}`),
    join(home, 'victauri'),
    legacy,
  ];
}

function readServer(root: string, name: string): RunningServer | undefined {
  const pid = Number(name);
  const folder = join(root, name);
  if (!/^\d+$/.test(name) || !isOurs(folder) || !isAlive(pid)) return undefined;
  const port = Number(readText(join(folder, 'port')));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const { identifier, product_name: productName } = readMetadata(join(folder, 'metadata.json'));
  return { pid, port, token: readText(join(folder, 'token')) || undefined, identifier, productName };
}

/** Whether a path is a folder of this user's own, no link, and nobody else can write to it. */
function isOurs(path: string, forbidden = 0o022): boolean {
  try {
    const found = lstatSync(path);
    const uid = process.geteuid?.();
    return found.isDirectory() && (uid === undefined || (found.uid === uid && (found.mode & forbidden) === 0));
  } catch {
    return false;
  }
}

/** Whether a process of this user's own lives. Of another user's it is not known whose token it would be. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function isOpen(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: CONNECT_LIMIT_MS });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

function readMetadata(file: string): Record<'identifier' | 'product_name', string | undefined> {
  const texts: Record<string, unknown> = {};
  try {
    Object.assign(texts, JSON.parse(readText(file)));
  } catch {
    // an app that tells nothing of itself
  }
  const text = (name: string) => (typeof texts[name] === 'string' && texts[name] !== '' ? texts[name] : undefined);
  return { identifier: text('identifier'), product_name: text('product_name') };
}

function isApp({ identifier, productName }: RunningServer, app: string): boolean {
  return [identifier, productName].some((name) => name?.toLowerCase() === app.toLowerCase());
}

function nameOf({ identifier, productName, port, pid }: RunningServer): string {
  return `${escapeToFit(identifier ?? productName ?? 'an unknown app', 60)} (port ${port}, process ${pid})`;
}

const unusable = (message: string) => new IpcError('TARGET_NOT_USABLE', message);
