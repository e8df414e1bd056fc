import { commandTest } from '../../../calls/command-filter.ts';
import { failedWith } from '../../../calls/failed-with.ts';
import type { Match } from '../../../replay/matching/matcher.ts';
import type { StubAnswer } from '../../../replay/matching/stub-answer.ts';
import type { AskedFact, Boundary, ReplayFact } from '../../../replay/replay-facts.ts';
import { StubBackend } from '../../../replay/stub-backend.ts';
import { decodeValue } from '../../../session/codec/decode-value.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { defined } from '../../../std/defined.ts';
import type { PageQuestion, PageReplayPart, ResumeReply } from '../../page-protocol.ts';
import type { CallSeen } from '../core/call-log.ts';
import type { LocalAnswers, LocalTools } from '../core/local-answers.ts';
import type { Answered } from '../core/node-answers.ts';
import { HERE, type Here, ThisWindow } from './this-window.ts';

type Resumed = Extract<ResumeReply, { facts: unknown }>;

/** A question that has found its call and has no answer yet. */
interface OpenQuestion {
  question: PageQuestion;
  /** The call as a stub is asked for it. */
  call: AskedFact['question'];
  /** The answer of a route, which waits for its place alone. */
  routed?: Answered;
  resolve(answered: Answered | Promise<Answered>): void;
  reject(error: unknown): void;
}

/**
 * Answers the calls of this document from a session, in the page: in the microtask in which a mock would, or at the recorded place in the order.
 * Node is told of each decision afterwards, and asked only for what a page cannot know: how far the replay is when a document begins, the
 * routes of the test, and what becomes of a call that was not recorded.
 */
export class SessionAnswers implements LocalAnswers {
  private readonly replay: PageReplayPart;
  private readonly tools: LocalTools;
  private readonly isLeftToApp: (command: string) => boolean;
  private readonly window: ThisWindow;
  /** `another` page answers as long as this one has no call. */
  private state: 'new' | 'asking' | 'another' | 'answering' | 'over' = 'new';
  /** Whether a call waits for the answer of Node that this document may begin. */
  private isWanted = false;
  /** Calls that were made before this document could answer, and boundaries. */
  private waiting: (() => void)[] = [];
  private stub: StubBackend<Here> | undefined;
  private readonly open = new Map<string, OpenQuestion>();
  /** The number that Node has given this document. */
  private document = 0;
  /** How many boundaries this replay has taken account of. */
  private boundaries = 0;

  constructor(replay: PageReplayPart, tools: LocalTools) {
    this.replay = replay;
    this.tools = tools;
    this.isLeftToApp = commandTest(replay.passthrough);
    this.window = new ThisWindow(tools, {
      tell: (fact) => this.tell(fact),
      advanced: () => this.stub?.windowAdvanced(HERE),
      loaded: () => this.stub?.windowLoaded(HERE),
    });
    if (tools.isOfPage) this.begin(false);
  }

  answer(question: PageQuestion, isRouted: boolean): Promise<Answered> {
    return new this.tools.Promise((resolve, reject) => {
      const open = { question, call: this.callOf(question), resolve, reject };
      this.whenDecided(() => (isRouted ? this.askRoutes(open) : this.take(open)));
      this.begin(true);
    });
  }

  seen(call: CallSeen): void {
    this.window.seen(call);
  }

  boundary(at: number, boundary: Boundary): void {
    this.whenDecided(() => {
      // A document that has begun later knows it already.
      if (this.stub === undefined || at < this.boundaries) return;
      this.boundaries = at + 1;
      this.tell({ did: 'boundary', boundary });
      this.stub.boundaryReached(boundary);
    });
  }

  handOver(): void {
    this.stop();
    for (const { question, routed, resolve } of this.open.values()) {
      const again = this.tools.ask({ ...question, about: 'again', replay: this.replay.id });
      resolve(routed === undefined ? again : this.afterNode(again, routed));
    }
    this.open.clear();
    this.goOn();
  }

  stop(): void {
    this.state = 'over';
    this.stub?.stop();
    this.stub = undefined;
    this.window.stop();
  }

  /** Asks Node whether this document answers, and how far the replay is. @param isWanted whether there is a call to answer. */
  private begin(isWanted: boolean): void {
    this.isWanted ||= isWanted;
    if (this.state !== 'new' && !(this.state === 'another' && isWanted)) return;
    this.state = 'asking';
    const decided = (reply: ResumeReply) => {
      if (this.state === 'over') return;
      if ('facts' in reply) this.resume(reply);
      else this.state = reply.instead === 'node' ? 'over' : 'another';
      if (this.state === 'another') {
        if (this.isWanted) this.begin(true);
      } else this.goOn();
    };
    const asked = this.tools.resume({ t: 'resume', replay: this.replay.id, asks: isWanted });
    asked.then(decided, () => decided({ instead: 'node' }));
  }

  private whenDecided(run: () => void): void {
    if (this.state === 'answering' || this.state === 'over') run();
    else this.waiting.push(run);
  }

  private goOn(): void {
    for (const run of this.waiting.splice(0)) run();
  }

  private resume(reply: Resumed): void {
    try {
      this.tools.withoutToJson(() => this.catchUp(reply));
    } catch {
      // Of what cannot be understood here Node says what it is.
      this.stop();
    }
  }

  /** Comes to the state in which the document before this one has left the replay. */
  private catchUp({ document, facts, boundaries }: Resumed): void {
    this.document = document;
    const { clock, fromJson } = this.tools;
    const { session, options } = this.replay;
    // The seed is for faults, which Node makes: to draw one would change the random numbers of the app.
    const stub = new StubBackend<Here>(
      fromJson(session) as RecordedSession,
      { ...options, seed: 0 },
      {
        clock,
        windows: this.window,
        deliver: this.window.deliver,
        isFollower: true,
      },
    );
    for (const fact of facts) {
      if (fact.did === 'boundary') this.boundaries += 1;
      if (fact.did === 'document') this.window.had(fact.id);
      // Those who asked are gone; that they have their answer counts all the same.
      stub.happened(fact, HERE, () => {
        if (fact.did === 'asked') this.given(fact.question.id);
      });
    }
    this.stub = stub;
    this.state = 'answering';
    for (const boundary of boundaries) this.boundary(this.boundaries, boundary);
    this.window.begin();
    stub.release();
  }

  /** A route of the test decides first. */
  private askRoutes(open: OpenQuestion): void {
    const { tools } = this;
    const { question, resolve } = open;
    const decided = (routed: Answered) => {
      if ('pass' in routed) this.take(open);
      else if (this.stub === undefined) resolve(this.afterNode(tools.ask({ ...question, about: 'routed' }), routed));
      else if (!this.leave('test', { ...open, routed }, () => resolve(routed))) resolve(routed);
    };
    tools.ask({ ...question, about: 'routes' }).then(decided, open.reject);
  }

  /** The answer of a route, which comes when Node has said that its place has come, and has brought the pushes before it. */
  private afterNode(said: Promise<Answered>, routed: Answered): Promise<Answered> {
    const give = () => routed;
    return said.then(give, give);
  }

  private take(open: OpenQuestion): void {
    const { question, resolve } = open;
    const { stub, tools } = this;
    if (stub === undefined) resolve(tools.ask({ ...question, about: 'recording' }));
    else if (this.isLeftToApp(question.command)) {
      if (this.leave('app', open, () => resolve({ pass: true }))) return;
      this.tell({ did: 'passed', command: question.command });
      resolve({ pass: true });
    } else {
      const found = this.foundBy('recording', open);
      const give = (answer: StubAnswer) => {
        this.given(question.id);
        const answered = answerOf(answer);
        if (answered !== undefined) resolve(answered);
      };
      const miss = tools.withoutToJson(() => stub.ask(open.call, HERE, { found, give }));
      if (miss === undefined) return;
      const doubt = stub.doubt(open.call.command);
      resolve(tools.ask({ ...question, about: 'miss', ...defined({ doubt }) }));
    }
  }

  /** Somebody else answers; false when nothing of the recording hangs on it. */
  private leave(by: 'app' | 'test', open: OpenQuestion, resolve: () => void): boolean {
    const { stub, tools } = this;
    const give = () => {
      this.given(open.question.id);
      resolve();
    };
    const asking = { found: this.foundBy(by, open), give };
    return stub !== undefined && tools.withoutToJson(() => stub.leave(by, open.call, HERE, asking));
  }

  private foundBy(by: AskedFact['by'], open: OpenQuestion): (match: Match) => void {
    return ({ found: { index }, repeated, shifted }) => {
      const question = open.call;
      this.open.set(question.id, open);
      this.tell({ did: 'asked', question, by, index, repeated, shifted });
    };
  }

  private given(id: string): void {
    this.open.delete(id);
    this.tell({ did: 'given', id });
  }

  private callOf({ id, command, args, options, label }: PageQuestion): AskedFact['question'] {
    const { fromJson, toJson } = this.tools;
    return fromJson(toJson({ id, command, args, options, window: label })) as AskedFact['question'];
  }

  private tell(fact: ReplayFact): void {
    if (this.state === 'answering')
      this.tools.post({ t: 'fact', replay: this.replay.id, document: this.document, fact });
  }
}

/** The answer as the app is given it; undefined when it never is. */
function answerOf(answer: StubAnswer): Answered | undefined {
  const rest = { mocked: true, afterwards() {} };
  if (answer.kind === 'ok') return { ok: decodeValue(answer.value), ...rest };
  return answer.kind === 'err' ? { err: decodeValue(failedWith(answer.error, answer.text)), ...rest } : undefined;
}
