import { templateOf } from '../../../calls/new-values/volatile-parts.ts';
import type { PushMaker, StandIn } from '../../../session/format/schema.ts';
import type { PagePush } from '../../page-protocol.ts';
import type { SourceName } from '../../source/source-options.ts';
import { nativeThen } from './natives.ts';
import type { Answered } from './node-answers.ts';
import type { PageTools } from './page-observer.ts';

/** The stand-in for the backend that one runtime may have in this document, such as a suite's mock: how it came, and what becomes of it beside a session. */
export class StandInMock {
  private readonly source: SourceName;
  private readonly tools: Pick<PageTools, 'log' | 'maker' | 'phase' | 'serve'>;
  private how: StandIn | undefined;
  private isRuntime = false;
  private isTap = false;
  private hasTold = false;

  constructor(source: SourceName, tools: Pick<PageTools, 'log' | 'maker' | 'phase' | 'serve'>) {
    this.source = source;
    this.tools = tools;
  }

  /** A stand-in is there. @param how the scripts that have put it there, unless it was known. @default those that run now */
  found(how: StandIn = this.tools.phase.now): void {
    if (this.isRuntime) return;
    this.isTap = false;
    this.how ??= how;
  }

  /** The app calls a function that it has passed through `tap`. It may be more than a mock: beside a session it is not called. */
  foundTap(): void {
    if (this.isRuntime || this.isThere) return;
    this.isTap = true;
    this.how = this.tools.phase.now;
  }

  /** What was found is the runtime itself, and no stand-in. */
  foundRuntime(): void {
    this.isRuntime = true;
    this.how = undefined;
  }

  /** Tells whether the page is to have the runtime's globals from us: where the recording had a real one, or no stand-in has come by the first script of the document. */
  isRuntimeWanted(haveInitScriptsRun = this.tools.phase.now === 'page'): boolean {
    const served = this.tools.serve();
    if (served?.runtimes.includes(this.source)) return true;
    return haveInitScriptsRun && !this.isThere && served?.unlessFound?.includes(this.source) === true;
  }

  get isThere(): boolean {
    return this.how !== undefined;
  }

  /** Tells whether a session answers above the stand-in: the app listens through it, and hears by it what the test pushes. */
  get isBeside(): boolean {
    return this.isThere && this.tools.serve()?.standIns?.includes(this.source) === true;
  }

  /** Tells whether the stand-in is called with every call beside the session, and the app is given none of its answers. */
  get isShadowed(): boolean {
    return this.isThere && !this.isTap && this.tools.serve()?.shadowed?.includes(this.source) === true;
  }

  /** Returns how the stand-in came, for the first call of the document. */
  tell(): StandIn | undefined {
    if (this.hasTold) return undefined;
    this.hasTold = this.isThere;
    return this.how;
  }

  /** Runs the backend's function for a call: what a stand-in pushes meanwhile is its own. */
  run<Value>(pass: () => Value): Value {
    return this.isThere ? this.tools.maker.during('mock', pass) : pass();
  }

  /** Calls the stand-in beside the session. Its failure is nobody's but of whom its answer is given to. */
  inShadow(pass: () => unknown): Promise<unknown> {
    const answer = (async () => await this.run(pass))();
    nativeThen.call(answer, ignore, ignore);
    return answer;
  }

  /** Tells Node of the stand-in's answer to a call where the app was given another one. */
  compare(call: { id: string; command: string }, answered: Promise<Answered>, shadow: Promise<unknown>): void {
    nativeThen.call(
      answered,
      (given) => {
        if ('pass' in (given as Answered)) return;
        const told = (own: { ok: unknown } | { err: unknown }) =>
          this.tools.log.mockAnswered(call, given as Exclude<Answered, { pass: true }>, own);
        nativeThen.call(
          shadow,
          (ok) => told({ ok }),
          (err) => told({ err }),
        );
      },
      ignore,
    );
  }

  /** Returns who makes the push that passes now, where that is not the backend. */
  get maker(): PushMaker | undefined {
    const maker = this.isThere ? this.tools.maker.now() : this.tools.maker.named;
    return maker === 'node' ? undefined : maker;
  }

  /** Tells whether the app hears of the push that passes now. Beside a session, what neither the test nor a handler pushes comes from the session, if it has it. */
  isHeard(name: string): boolean {
    if (!this.isBeside || this.tools.maker.now() !== undefined) return true;
    const pushed = this.tools.serve()?.pushed;
    return pushed !== undefined && !pushed.includes(templateOf(name));
  }

  /** Tells whether a push of the session is left to the stand-in, which makes it again. */
  makes(push: PagePush): boolean {
    return push.byMock === true && this.isShadowed;
  }
}

const ignore = () => {};
