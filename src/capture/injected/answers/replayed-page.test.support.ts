import type { Frame } from '@playwright/test';
import { PageReplay } from '../../../../fixtures/answers/page-replay.ts';
import type { Clock } from '../../../replay/delivery/clock.ts';
import { HandClock } from '../../../replay/delivery/hand-clock.test.support.ts';
import type { StubAnswer, StubCall } from '../../../replay/matching/stub-answer.ts';
import { sessionForPage } from '../../../replay/session-for-page.ts';
import { type LeftCall, StubBackend } from '../../../replay/stub-backend.ts';
import type { StubOptions } from '../../../replay/stub-options.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import type { FactMessage, PageQuestion } from '../../page-protocol.ts';
import type { CallSeen } from '../core/call-log.ts';
import type { LocalTools } from '../core/local-answers.ts';
import type { Answered } from '../core/node-answers.ts';
import { SessionAnswers } from './session-answers.ts';

/** A page of a replay and Node beside it, without a browser: documents follow one another, and time is moved by hand. */
export class ReplayedPage {
  private readonly time = new HandClock();
  private readonly tasks: (() => void)[] = [];
  private readonly clock: Clock = {
    now: () => this.time.now(),
    wakeAt: (atMs, run) => this.time.wakeAt(atMs, run),
    inLaterTask: (run) => void this.tasks.push(run),
  };
  /** Told of what a push brings the app. */
  onPush = (_payload: unknown): void => {};
  /** The questions that Node was asked. */
  readonly asked: PageQuestion[] = [];
  /** What Node was told that the page has done. */
  readonly told: string[] = [];
  /** The stub that follows in Node. */
  readonly stub: StubBackend<never>;
  readonly replay: PageReplay;
  private readonly part: NonNullable<PageReplay['part']>;
  private document: SessionAnswers | undefined;
  /** Messages to Node that wait for the end of the microtask. */
  private readonly outbox: (() => void)[] = [];
  private documents = 0;
  private calls = 0;
  /** What a route of the test gives as an answer, by command. */
  readonly routes: Record<string, Answered> = {};

  constructor(session: RecordedSession, options: StubOptions & { passthrough?: string[] } = {}) {
    const { passthrough = [], ...rest } = options;
    const text = sessionForPage(session, rest);
    if (text === undefined) throw new Error('This session is none for a page.');
    const windows = { find: () => undefined, progress: () => NOWHERE, learn: () => {} };
    this.stub = new StubBackend<never>(session, rest, { clock: this.clock, windows, isFollower: true });
    this.part = { id: 1, session: text, options: rest, passthrough };
    this.replay = new PageReplay(this.stub as never, this.part, true, {
      tell: (_frame, at, boundary) => this.document?.boundary(at, boundary),
      changed: async () => {
        this.document?.handOver();
        this.flush();
      },
    });
  }

  /** Loads the next document: the one before is gone, with all it waits for. @param frame @default always the same */
  async load(frame = FRAME): Promise<void> {
    this.flush();
    this.documents += 1;
    this.calls = 0;
    const isGone = () => document !== this.document;
    const send = (message: FactMessage) => {
      this.told.push(message.fact.did);
      this.replay.happened(message, frame);
    };
    const tools: LocalTools = {
      ...{ Promise, clock: this.clock, toJson: JSON.stringify, fromJson: JSON.parse, withoutToJson: (run) => run() },
      ask: async (question) => {
        this.flush();
        await Promise.resolve();
        return await this.ask(question);
      },
      resume: (request) => {
        this.flush();
        return this.replay.resume(request, frame);
      },
      post: (message) => {
        const text = JSON.stringify(message);
        if (this.outbox.length === 0) queueMicrotask(() => this.flush());
        this.outbox.push(() => send(JSON.parse(text)));
      },
      deliver: (push) => {
        if (isGone()) return 0;
        this.onPush('payload' in push ? push.payload : undefined);
        return 1;
      },
      onceLoaded: (run) => this.tasks.push(run),
      isOfPage: true,
    };
    const document = new SessionAnswers(this.part, tools);
    this.document = document;
    await this.settled();
  }

  /** The app makes a call. */
  async call(command: string, args: unknown = {}): Promise<unknown> {
    const id = this.nextId();
    this.document?.seen({ id, source: 'tauri', command, args });
    const question = { id, source: 'tauri', command, args, label: 'main' } as const;
    const answered = await this.document?.answer(question, command in this.routes);
    if (answered === undefined || 'pass' in answered) return 'passed';
    if ('err' in answered) throw answered.err;
    return answered.ok;
  }

  /** The page script sees a call, or its answer. */
  seen(call: CallSeen): void {
    this.document?.seen(call);
  }

  /** The app listens for an event. */
  listen(event: string): void {
    const call = {
      id: this.nextId(),
      source: 'tauri',
      command: 'plugin:event|listen',
      args: { event, handler: 1 },
    } as const;
    this.document?.seen(call);
    this.document?.seen({ ...call, value: 1 });
  }

  /** Runs the tasks that wait, each with its microtasks, and no timer. */
  async settled(): Promise<void> {
    for (;;) {
      for (let hop = 0; hop < 20; hop += 1) await Promise.resolve();
      const task = this.tasks.shift();
      if (task === undefined) return;
      task();
    }
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    this.time.pass(ms);
    await this.settled();
  }

  private flush(): void {
    for (const send of this.outbox.splice(0)) send();
  }

  private async ask(question: PageQuestion): Promise<Answered> {
    this.asked.push(question);
    const { id, command, args, about } = question;
    if (about === 'routes') return this.routes[command] ?? { pass: true };
    const call = { id, command, args, window: 'main' };
    const answer = await this.answerInNode(call, question);
    if (!('kind' in answer)) return { pass: true };
    if (answer.kind === 'ok') return { ok: answer.value, mocked: true, afterwards() {} };
    return { err: answer.kind === 'miss' ? answer.message : answer.kind, mocked: true, afterwards() {} };
  }

  private async answerInNode(
    call: StubCall & { id: string },
    { about, doubt }: PageQuestion,
  ): Promise<StubAnswer | LeftCall> {
    if (about === 'miss') return this.stub.missedElsewhere(call, doubt);
    if (about === 'routed') return (await this.stub.leaveToTest(call)) ?? NO_PUSHES;
    const again = about === 'again' ? await this.replay.again(call.id) : undefined;
    return again ?? (await this.stub.answerWhenDue(call));
  }

  private nextId(): string {
    this.calls += 1;
    return `live${this.documents}-${this.calls}`;
  }
}

export const FRAME = { name: 'main' } as unknown as Frame;
const NO_PUSHES = {} as LeftCall;
const NOWHERE = { documents: 0, listeners: () => 0, events: () => [], isWhole: false };
