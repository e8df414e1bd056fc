import { formatTimestamp } from '../../../session/format/timestamp.ts';
import { keepNewest } from '../../../std/keep-newest.ts';
import type { IpcSink } from '../../source/ipc-source.ts';
import type { ProtocolOutcome, ProtocolReply, ProtocolRequest } from '../../source/protocol-message.ts';
import type { ElectronAnswer, ElectronPush, ElectronQuestion } from '../electron-protocol.ts';
import { askByBetterIpc, BETTER_IPC } from '../protocols/read-better-ipc.ts';

/** A request whose parts the test may send. */
interface Followed {
  command: string;
  label: string;
  replyPart: NonNullable<ProtocolRequest['replyPart']>;
}

/** Requests that are followed at most. */
const MAX_FOLLOWED = 10_000;

/** Taken here, before a test can replace it with a fake. */
const { now } = Date;

/**
 * Puts answers and pushes of the test into the form in which a library, or the user's protocol, takes them. What cannot be put so is not sent,
 * and told of: the app would take it for something else.
 */
export class MessageReplies {
  private readonly sink: IpcSink;
  private readonly followed = new Map<string, Followed>();
  private readonly told = new Set<string>();

  constructor(sink: IpcSink) {
    this.sink = sink;
  }

  /** A request was made, whose parts may be pushed from now on. */
  follow({ id, label }: ElectronQuestion, { command, replyPart }: ProtocolRequest): void {
    if (replyPart !== undefined) keepNewest(this.followed, id, { command, label, replyPart }, MAX_FOLLOWED);
  }

  /** Returns an answer whose pushes are as they go to the app's windows. */
  onWire(answer: ElectronAnswer): ElectronAnswer {
    const { before, after } = answer;
    return {
      ...answer,
      ...(before === undefined ? {} : { before: this.pushesOnWire(before) }),
      ...(after === undefined ? {} : { after: this.pushesOnWire(after) }),
    };
  }

  pushesOnWire(pushes: readonly ElectronPush[]): ElectronPush[] {
    return pushes.flatMap((push) => this.pushOnWire(push));
  }

  /** Answers a request that tells nothing of the app, but that its library waits for. */
  toNoise(question: ElectronQuestion, { reply }: ProtocolRequest): ElectronAnswer {
    if (reply === undefined) return { action: 'pending' };
    return { action: 'pending', before: [pushOf(reply({ result: null }), question.label)] };
  }

  /**
   * Makes of the answer to a request the message that brings it.
   *
   * @param options.frame the URL of the frame that asks, when it is not the window's main frame.
   */
  toRequest(
    question: ElectronQuestion,
    request: ProtocolRequest,
    answer: ElectronAnswer,
    { isServing, frame }: { isServing: boolean; frame: string | undefined },
  ): ElectronAnswer {
    const { action, value, before = [], after = [] } = answer;
    if (action === 'pending') return answer;
    if (action === 'continue') {
      if (isServing)
        this.tell(
          `"${request.command}" was left to the app, whose answer is a message of its own, and these go nowhere while the test is the backend: the call stays unanswered. Answer it by a route.`,
        );
      return answer;
    }
    if (frame !== undefined) {
      this.tell(
        `"${request.command}" was asked by the frame ${frame} inside a window, and the test can answer a message to the window's main frame alone: the call stays unanswered.`,
      );
      return { action: 'pending', before, after };
    }
    const reply = this.replyTo(request, action === 'err' ? { error: value } : { result: value });
    const replied = reply === undefined ? [] : [pushOf(reply, question.label)];
    return { action: 'pending', before: [...before, ...replied], after };
  }

  private replyTo({ command, reply }: ProtocolRequest, outcome: ProtocolOutcome): ProtocolReply | undefined {
    if (reply === undefined) {
      this.tell(
        `"${command}" has an answer that cannot be sent: the function ipcRecorder.decode says how it is asked, and not how it is answered. The call stays unanswered. Return \`reply\` with the request.`,
      );
      return undefined;
    }
    try {
      return reply(outcome);
    } catch (error) {
      this.tell(
        `"${command}" has an answer that cannot be sent, since its \`reply\` failed: ${error instanceof Error ? error.message : String(error)}`,
      );
      return undefined;
    }
  }

  private pushOnWire(push: ElectronPush): ElectronPush[] {
    const { protocol, channel, command, args, label } = push;
    if (protocol === undefined) return [push];
    const request = channel === undefined ? undefined : this.followed.get(channel);
    if (request !== undefined) {
      const name = command.startsWith(`${request.command}#`) ? command.slice(request.command.length + 1) : undefined;
      return [pushOf(request.replyPart(name, args), request.label)];
    }
    if (protocol === BETTER_IPC && channel === undefined) return [pushOf(askByBetterIpc(command, args), label)];
    this.tell(
      `"${command}" was pushed by ${protocol === 'decode' ? 'the protocol that ipcRecorder.decode reads' : protocol}, and how it was put into a message is not in the session: it is not sent again.`,
    );
    return [];
  }

  /** Tells the reader of the session and of the terminal, once. */
  private tell(message: string): void {
    if (this.told.has(message)) return;
    this.told.add(message);
    process.emitWarning(message, 'IpcRecorderWarning');
    this.sink.event({ type: 'Console', level: 'error', message, timestamp: formatTimestamp(now()) });
  }
}

function pushOf({ channel, data }: ProtocolReply, label: string | undefined): ElectronPush {
  return { command: channel, args: data, ...(label === undefined ? {} : { label }) };
}
