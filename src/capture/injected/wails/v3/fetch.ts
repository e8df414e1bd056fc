import { beforeEnd, type OpenCall } from '../../core/call-log.ts';
import type { Answered } from '../../core/node-answers.ts';
import type { PageTools } from '../../core/page-observer.ts';
import { ObjectPatch } from '../../patch/patch-object.ts';
import { watchPromise } from '../../patch/watch-promise.ts';
import { readCall, readRequest, type WailsV3Call, type WailsV3Request } from './request.ts';
import { partReceived, responseOf, watchResponse } from './response.ts';

interface Underway {
  call: OpenCall;
  /** Node's answer, when Node was asked. */
  asked: Promise<Answered> | undefined;
}

/** Observes the requests of Wails' own among the page's. All others go through as they are. */
export class WailsV3Fetch {
  private readonly tools: PageTools;
  private readonly patch: ObjectPatch;
  /** The calls whose bodies are being sent in parts, by the id of the parts. */
  private readonly inParts = new Map<string, Underway>();
  /** The commands of calls that may be cancelled, by the runtime's own id. */
  private readonly cancellable = new Map<string, string>();
  private isOn = true;

  constructor(tools: PageTools) {
    this.tools = tools;
    this.patch = new ObjectPatch({
      fetch: (target) => (self, args) => {
        const pass = () => Reflect.apply(target, self, args);
        const request = this.isOn ? readRequest(args[0], args[1]) : undefined;
        return request === undefined ? pass() : this.send(request, pass);
      },
    });
  }

  /** Begins to observe `fetch`. */
  observe(): void {
    this.patch.apply(window);
  }

  restore(): void {
    this.isOn = false;
    this.patch.restore();
  }

  private send(request: WailsV3Request, pass: () => unknown): unknown {
    const { chunk } = request;
    const underway = chunk !== undefined && chunk.index > 0 ? this.inParts.get(chunk.id) : this.started(request);
    if (underway === undefined) {
      this.tools.log.noise();
      return pass();
    }
    const isPart = chunk !== undefined && chunk.index < chunk.total - 1;
    if (isPart) this.inParts.set(chunk.id, underway);
    else if (chunk !== undefined) this.inParts.delete(chunk.id);

    const { call, asked } = underway;
    const through = () =>
      call.isFollowed ? watchPromise(pass(), (response) => watchResponse(response, call, isPart), call.err) : pass();
    if (asked === undefined) return through();
    return asked.then((answer) => {
      if ('pass' in answer) return through();
      return isPart ? partReceived() : responseOf(answer, call);
    });
  }

  private started(request: WailsV3Request): Underway | undefined {
    const seen = readCall(request);
    if (seen === undefined) return undefined;
    const { log, ask, label } = this.tools;
    const { command, options, size } = seen;
    const args = seen.cancels ? this.cancelled(seen) : seen.args;
    const given = { source: 'wails-v3', command, args, options, label: label() } as const;
    const call = this.ending(log.started({ ...given, size }), seen);
    return { call, asked: ask({ id: call.id, ...given }) };
  }

  /** Describes a cancelled call by its command: the runtime's ids are random, and would make each cancelling another question at replay. */
  private cancelled({ callId = '' }: WailsV3Call): unknown {
    const command = this.cancellable.get(callId);
    return command === undefined ? {} : { command };
  }

  private ending(call: OpenCall, { command, callId, cancels }: WailsV3Call): OpenCall {
    if (callId === undefined || cancels || !call.isFollowed) return call;
    this.cancellable.set(callId, command);
    return beforeEnd(call, () => this.cancellable.delete(callId));
  }
}
