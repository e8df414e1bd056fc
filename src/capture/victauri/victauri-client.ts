import { IpcError } from '../../errors.ts';
import { pause } from '../../std/timers.ts';

/** Where Victauri's server of an app is. */
export interface VictauriEndpoint {
  port: number;
  /** What its requests are authorized by; undefined where the app asks for none. */
  token?: string | undefined;
}

/** Milliseconds that a tool has to answer. Victauri's own limit for an evaluation is 30 seconds. */
const TOOL_LIMIT_MS = 35_000;

/** Milliseconds to wait after Victauri has had too many requests in a second, and how often. */
const BUSY_WAIT_MS = 250;
const BUSY_TIMES = 20;

const { fetch } = globalThis;

/** Speaks to the server that the Victauri plugin runs in an app, on this machine. */
export class VictauriClient {
  readonly endpoint: VictauriEndpoint;

  constructor(endpoint: VictauriEndpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Runs a tool, and resolves with its result.
   *
   * @throws {VictauriError} with Victauri's own words when the tool fails.
   * @throws {IpcError} `TARGET_NOT_USABLE` when the server does not answer, or refuses the request.
   */
  async tool(name: string, params: object = {}, limitMs = TOOL_LIMIT_MS): Promise<unknown> {
    const answer = (await this.request(`/api/tools/${name}`, { body: JSON.stringify(params), limitMs })) as ToolAnswer;
    if ('error' in answer) throw new VictauriError(String(answer.error));
    return answer.result;
  }

  /** Runs the body of a function in a window, and resolves with what it returns, as JSON carries it. */
  async evaluate(code: string, window: string, limitMs = TOOL_LIMIT_MS): Promise<unknown> {
    return await this.tool('eval_js', { code, webview_label: window }, limitMs);
  }

  /** The labels of the app's windows. */
  async windows(): Promise<string[]> {
    return (await this.tool('window', { action: 'list' }, 5_000)) as string[];
  }

  /** What the server says of itself and its app. */
  async info(limitMs = 5_000): Promise<Record<string, unknown>> {
    return (await this.request('/info', { limitMs })) as Record<string, unknown>;
  }

  private async request(path: string, { body, limitMs }: { body?: string; limitMs: number }): Promise<object> {
    const { port, token } = this.endpoint;
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    for (let times = 0; ; times += 1) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        ...(body === undefined ? {} : { method: 'POST', body }),
        headers,
        signal: AbortSignal.timeout(limitMs),
      }).catch((cause: unknown) => {
        throw new IpcError(
          'TARGET_NOT_USABLE',
          `Victauri on port ${port} does not answer ${path}: ${reasonOf(cause)}`,
          {
            cause,
          },
        );
      });
      if (response.status === 429 && times < BUSY_TIMES) {
        await pause(BUSY_WAIT_MS);
        continue;
      }
      return await read(response, `Victauri on port ${port}`);
    }
  }
}

/** A tool of Victauri's has failed. */
export class VictauriError extends Error {
  override readonly name = 'VictauriError';
}

type ToolAnswer = { result: unknown } | { error: unknown };

async function read(response: Response, who: string): Promise<object> {
  const { status } = response;
  if (status === 401)
    throw new IpcError(
      'TARGET_NOT_USABLE',
      `${who} wants a token: set VICTAURI_AUTH_TOKEN beside VICTAURI_PORT, or set neither, and the app is found with its token.`,
    );
  const text = await response.text();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // as what is no object
  }
  throw new IpcError(
    'TARGET_NOT_USABLE',
    `${who} answered with status ${status} and no JSON. Is it another program's port?`,
  );
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') return 'it took too long';
  return cause?.code ?? message;
}
