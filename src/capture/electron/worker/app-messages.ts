import { microseconds } from '../../../calls/recorded-call.ts';
import { ELECTRON } from '../../../calls/runtimes.ts';
import type { Abandoned, AppEvent, IpcCall } from '../../../session/format/schema.ts';
import { keepNewest } from '../../../std/keep-newest.ts';
import { Correlator, type SeenMessage } from '../../source/correlator.ts';
import type { DecodeMessage } from '../../source/decode-message.ts';
import type { CallHandle, IpcSink } from '../../source/ipc-source.ts';
import type { ElectronAnswer, ElectronPush, ElectronQuestion } from '../electron-protocol.ts';
import { libraryOfNoise } from '../protocols/library-of-noise.ts';
import { MessageReplies } from './message-replies.ts';
import { readAppMessage } from './read-app-message.ts';

export interface AppMessagesOptions {
  /** The user's function. */
  decode?: DecodeMessage | undefined;
  /** Records the messages of libraries that only log or report, one by one. @default false */
  recordsNoise?: boolean;
}

/** A message of a page's that is about to be asked about. */
interface RecentMessage {
  isOfPort: boolean;
  /** The URL of its frame, when that is not the page's main frame. */
  frame: string | undefined;
  /** The event that it is in the recording, if it is one of its own. */
  recorded: IpcCall | undefined;
}

/** Messages of which it is remembered what they were taken for, until they are asked about. */
const MAX_RECENT = 1_000;

/**
 * Makes calls of the messages of an Electron app where a library or a protocol of the app's own tunnels them through a channel, and lets
 * such calls be answered in the form that their own side understands.
 */
export class AppMessages {
  private readonly sink: IpcSink;
  private readonly decode: DecodeMessage | undefined;
  private readonly recordsNoise: boolean;
  private readonly correlator: Correlator;
  private readonly replies: MessageReplies;
  /** The messages of pages that were taken for something, by their ids. */
  private readonly recent = new Map<string, RecentMessage>();

  constructor(sink: IpcSink, { decode, recordsNoise = false }: AppMessagesOptions) {
    this.sink = sink;
    this.decode = decode;
    this.recordsNoise = recordsNoise;
    this.correlator = new Correlator(sink);
    this.replies = new MessageReplies(sink);
  }

  /** A call has started; undefined when it is left out. */
  started(call: IpcCall): CallHandle | undefined {
    const library = this.noiseOf(call);
    if (library !== undefined) {
      this.sink.noise?.(1, library);
      return undefined;
    }
    if (call.source !== ELECTRON.name) return this.sink.started(call);
    const read = readAppMessage(call, this.decode);
    if (read?.kind === 'leftOut') {
      this.sink.noise?.(1);
      return undefined;
    }
    if (read?.kind !== 'request') return this.sink.started(call);
    const { args: _raw, ...rest } = call;
    const { command, args, protocol } = read;
    return this.sink.started({
      ...rest,
      command,
      ...(args === undefined ? {} : { args }),
      ...(protocol === undefined ? {} : { protocol }),
    });
  }

  /** One-way traffic has passed, or something else has happened. */
  event(event: AppEvent): void {
    if (event.type !== 'Ipc' || event.source !== ELECTRON.name) {
      this.sink.event(event);
      return;
    }
    // Through a port one side talks to another directly: there is nothing to be told apart.
    const isOfPort = event.channel !== undefined;
    const library = this.noiseOf(event);
    const read = library === undefined ? readAppMessage(event, this.decode) : ({ kind: 'leftOut', library } as const);
    const direction = event.kind === 'push' ? 'in' : 'out';
    // A document numbers its own requests.
    const scope = `${event.webview_label} ${event.frame ?? ''}`;
    const message: SeenMessage = { event, direction, scope, at: microseconds(event.timestamp) / 1_000 };
    const recorded = this.correlator.take(message, isOfPort ? undefined : read);
    if (direction === 'out' && read !== undefined)
      keepNewest(this.recent, event.id, { isOfPort, frame: event.frame, recorded }, MAX_RECENT);
  }

  /**
   * Answers a question of the hook's, which tells of messages as they came. `ask` is asked for what the message is taken for.
   *
   * @param isServing whether the test is the backend, and what the app sends to its windows goes nowhere.
   */
  async answer(
    question: ElectronQuestion,
    ask: (question: ElectronQuestion) => Promise<ElectronAnswer>,
    isServing: boolean,
  ): Promise<ElectronAnswer> {
    if (this.noiseOf(question) !== undefined) return { action: 'continue' };
    const { id, command, args } = question;
    const { replies } = this;
    const recent = this.recent.get(id);
    if (recent?.isOfPort) return replies.onWire(await ask(question));
    const read = readAppMessage({ command, args, ...(question.kind === 'send' ? { kind: 'send' } : {}) }, this.decode);
    switch (read?.kind) {
      case undefined:
        return replies.onWire(await ask(question));
      case 'leftOut':
        return { action: 'continue' };
      case 'noise':
        return isServing ? replies.toNoise(question, read) : { action: 'continue' };
      case 'request': {
        replies.follow(question, read);
        const answer = replies.onWire(
          await ask({ ...question, kind: 'invoke', command: read.command, args: read.args }),
        );
        // Electron itself answers a call of its own.
        if (question.kind === 'invoke') return answer;
        if (answer.mocked) this.correlator.answeredByTest(id);
        return replies.toRequest(question, read, answer, { isServing, frame: recent?.frame });
      }
      case 'stream':
      case 'oneway':
      case 'send':
        if (read.kind === 'stream') replies.follow(question, read);
        return replies.onWire(await ask({ ...question, command: read.command, args: read.args }));
      default: {
        const { recorded } = recent ?? {};
        const asked = recorded === undefined ? {} : { command: recorded.command, args: recorded.args };
        return replies.onWire(await ask({ ...question, ...asked }));
      }
    }
  }

  /** The document of a window is gone: by a crash, or else nobody waits any more for the calls that its messages were. */
  gone(label: string, how: Abandoned | 'crashed'): void {
    const left = this.correlator.leave((scope) => scope.startsWith(`${label} `));
    if (how !== 'crashed') for (const call of left) this.sink.abandoned?.(call, how);
  }

  /** Returns pushes as they go to the app's windows. */
  onWire(pushes: readonly ElectronPush[]): ElectronPush[] {
    return this.replies.pushesOnWire(pushes);
  }

  private noiseOf({ command }: { command: string }): string | undefined {
    return this.recordsNoise ? undefined : libraryOfNoise(command);
  }
}
