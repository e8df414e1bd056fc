import { decodeValue } from '../../../session/codec/decode-value.ts';
import { encodeValue } from '../../../session/codec/encode-value.ts';
import { WHOLE_VALUES } from '../../../session/codec/values.ts';
import type { PageAnswer, PagePush, PageQuestion, RoutePattern, ToldSoFar } from '../../page-protocol.ts';
import type { OpenCall } from './call-log.ts';
import { fromJson, inLaterTask, NativePromise, toJson } from './natives.ts';
import { plainOptions } from './plain-options.ts';

/** Asks for answers: Node, by the binding, or what stands for it in the page. */
export class NodeAnswers {
  /** Answers first, where the page answers from a session itself. */
  local: { answer(question: PageQuestion, isRouted: boolean): Promise<Answered> } | undefined;
  /** Commands to ask about when Node is not the backend. */
  routes: RoutePattern[];
  private readonly call: (text: string) => Promise<string | undefined>;
  private readonly origin: PageQuestion['origin'];
  private readonly flush: () => ToldSoFar;
  private readonly deliver: (push: PagePush) => void;
  private readonly isServed: () => boolean;
  /** Pushes that follow an answer that was given. */
  private following: PagePush[] = [];

  /** @param flush sends what waits: a question must not overtake its own call. */
  constructor(
    call: (text: string) => Promise<string | undefined>,
    {
      routes,
      origin,
      flush,
      deliver,
      isServed,
    }: {
      routes: RoutePattern[];
      origin: PageQuestion['origin'];
      flush: () => ToldSoFar;
      deliver: (push: PagePush) => void;
      isServed: () => boolean;
    },
  ) {
    this.call = call;
    this.routes = routes;
    this.origin = origin;
    this.flush = flush;
    this.deliver = deliver;
    this.isServed = isServed;
  }

  readonly ask = ({ id, source, command, args, options, label, kind }: PageQuestion): Promise<Answered> | undefined => {
    // A message is not for a backend in Node, which answers: only a route may want it.
    const isServed = kind === undefined && this.isServed();
    const isRouted = this.routes.some((pattern) => matches(pattern, command));
    if (!isServed && !isRouted) return undefined;
    const question: PageQuestion = {
      id,
      source,
      command,
      // No arguments are none in a session, too.
      args: args === undefined ? undefined : encodeValue(args, WHOLE_VALUES),
      options: options === undefined ? undefined : encodeValue(plainOptions(options), WHOLE_VALUES),
      label,
      ...(kind === undefined ? {} : { kind }),
    };
    return isServed && this.local !== undefined ? this.local.answer(question, isRouted) : this.askNode(question);
  };

  readonly askNode = (question: PageQuestion): Promise<Answered> => {
    return this.call(toJson({ ...question, origin: this.origin, told: this.flush() })).then((text) =>
      this.take(fromJson(text ?? '{"action":"continue"}') as PageAnswer),
    );
  };

  /** Delivers what follows the answers up to now: nothing that comes later may overtake it. */
  readonly deliverFollowing = (): void => {
    for (const push of this.following.splice(0)) this.deliver(decodeValue(push) as PagePush);
  };

  private take(given: PageAnswer): Answered | Promise<never> {
    this.deliverFollowing();
    for (const push of given.before ?? []) this.deliver(decodeValue(push) as PagePush);
    const afterwards = () => {
      const { after = [] } = given;
      if (after.length === 0) return;
      this.following.push(...after);
      inLaterTask(this.deliverFollowing);
    };
    if (given.action === 'continue' || given.action === 'pending') {
      afterwards();
      return given.action === 'continue' ? { pass: true } : neverSettles();
    }
    const settled = { mocked: given.mocked === true, afterwards };
    const value = decodeValue(given.value);
    return given.action === 'ok' ? { ok: value, ...settled } : { err: value, ...settled };
  }
}

/** The answer of Node to a question: its own, or that the call is to pass. */
export type Answered = { pass: true } | Given;

/** Node's own answer. */
export type Given =
  | { ok: unknown; mocked: boolean; afterwards(): void }
  | { err: unknown; mocked: boolean; afterwards(): void };

/** Answers a call in place of the app's backend, or returns undefined to let it through. */
export type Answerer = (call: PageQuestion) => Promise<Answered> | undefined;

/** Goes on with a call that Node was asked about: answers it, or lets it pass; and records how it ends. */
export async function finish(answer: Answered, pass: () => unknown, call: OpenCall): Promise<unknown> {
  if ('pass' in answer) {
    try {
      const value = await pass();
      call.ok(value);
      return value;
    } catch (error) {
      call.err(error);
      throw error;
    }
  }
  settle(call, answer);
  if ('ok' in answer) return answer.ok;
  throw answer.err;
}

/** Ends a call as Node has answered it. */
export function settle(call: OpenCall, answer: Given): void {
  answer.afterwards();
  if ('ok' in answer) call.ok(answer.ok, answer.mocked);
  else call.err(answer.err, answer.mocked);
}

/** Makes a promise that never settles: so a recorded call that was never answered is served. */
const neverSettles = (): Promise<never> => new NativePromise<never>(() => {});

function matches(pattern: RoutePattern, command: string): boolean {
  return typeof pattern === 'string' ? pattern === command : new RegExp(pattern.source, pattern.flags).test(command);
}
