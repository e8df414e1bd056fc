import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { InspectorSession } from './inspector-session.ts';

/** Milliseconds between two tries to reach a process that is being launched. */
const RETRY_MS = 10;

/** The ports to choose from lie below those that systems give to whoever asks for any: nobody else is handed one of these meanwhile. */
const [LOWEST_PORT, HIGHEST_PORT] = [20_000, 32_000];

/** Chooses a port for the inspector of an app that is launched next. */
export function choosePort(): number {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    if (isFree(port)) return port;
  }
}

/**
 * Goes into a main process that halts at its first line, as `--inspect-brk` makes it, runs an expression there, before the app's own
 * code and with its `require`, and lets it go on. The process is waited for as long as `isWanted` says.
 *
 * @throws when it could not be done. The process goes on all the same.
 */
export async function enterHalted(port: number, expression: string, isWanted: () => boolean): Promise<void> {
  const session = await connect(port, isWanted);
  if (session === undefined) return;
  try {
    await session.send('Debugger.enable');
    const paused = session.once('Debugger.paused');
    await session.send('Runtime.runIfWaitingForDebugger');
    const { callFrames } = (await paused) as { callFrames: { callFrameId: string }[] };
    const { exceptionDetails } = (await session.send('Debugger.evaluateOnCallFrame', {
      callFrameId: callFrames[0]?.callFrameId,
      expression,
      // An ES module has no `require`; the inspector brings one.
      includeCommandLineAPI: true,
    })) as { exceptionDetails?: { exception?: { description?: string } } };
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? 'the hook was not loaded');
  } finally {
    // Whatever has happened, the app must go on: it halts no more when nobody debugs it.
    await session.send('Runtime.runIfWaitingForDebugger').catch(() => {});
    await session.send('Debugger.disable').catch(() => {});
    session.close();
  }
}

async function connect(port: number, isWanted: () => boolean): Promise<InspectorSession | undefined> {
  while (isWanted()) {
    try {
      return await InspectorSession.connect(port);
    } catch {
      await delay(RETRY_MS, undefined, { ref: false }); // it is on its way
    }
  }
  return undefined;
}

/** Tells whether nobody listens at a port. Without a host, `listen` binds at once. */
function isFree(port: number): boolean {
  const server = createServer().on('error', () => {});
  const isBound = server.listen(port).address() !== null;
  server.close();
  return isBound;
}
