import { GLOBALS } from '../../../calls/runtimes.ts';
import { subscriptionName, takesListenerOff } from '../../../calls/subscription-name.ts';
import { UndoStack } from '../../../std/undo-stack.ts';
import { finish } from '../core/node-answers.ts';
import type { PageObserver, PageTools } from '../core/page-observer.ts';
import { recordValue } from '../core/record-value.ts';
import { StandInMock } from '../core/stand-in-mock.ts';
import type { OnDefine } from '../patch/define-property-trap.ts';
import { lateGlobal } from '../patch/late-global.ts';
import type { AnyFunction } from '../patch/patch-method.ts';
import { notingHandled, watchPromise } from '../patch/watch-promise.ts';
import { ApiListeners } from './api-listeners.ts';
import { type ApiFunction, ApiMembrane, holdsFunctions } from './api-membrane.ts';
import { GlobalNames } from './global-names.ts';

const { name: source, windowLabel: label } = GLOBALS;

/**
 * Observes globals of the app's own, such as the `window.electronAPI` of a preload script that a suite mocks in a plain browser: each call of
 * one of their functions is a call, and what comes to a listener that such a function was given is a push.
 */
export function observeGlobals(tools: PageTools): PageObserver {
  const { log, ask, serve, probes, globals, definePropertyTrap } = tools;
  const mock = new StandInMock('globals', tools);
  const names = new GlobalNames(globals);
  let isOn = true;
  /** How many functions of the global run now: what they call of it themselves are no calls of the app's. */
  let running = 0;
  /** How often each command is under way. */
  const underWay = new Map<string, number>();

  const runWith = <Value>(count: number, run: () => Value): Value => {
    const before = running;
    running = count;
    try {
      return run();
    } finally {
      running = before;
    }
  };
  /** The subscription whose function runs now, and what it tells its own listeners meanwhile. */
  let subscribing: { wrappers: AnyFunction[]; told: ((sync: boolean) => void)[] } | undefined;
  const listeners = new ApiListeners({
    pushed: (name, args, listener) => {
      if (!isOn) return;
      const payload = recordValue(args);
      const madeBy = mock.maker;
      const tell = (sync: boolean) =>
        log.pushed(source, { name, payload, label, sync, madeBy: sync ? undefined : madeBy });
      if (subscribing?.wrappers.includes(listener)) subscribing.told.push(tell);
      else tell(false);
    },
    run: (listener, self, args) => runWith(0, () => Reflect.apply(listener, self, args)),
    // A subscription may tell its listener of what is there already.
    isHeard: (listener, name) => !isOn || subscribing?.wrappers.includes(listener) === true || mock.isHeard(name),
  });
  /** Runs a subscription. Whether its function returns at once is known afterwards only. */
  const subscribe = (wrappers: AnyFunction[], run: () => unknown): unknown => {
    if (wrappers.length === 0) return run();
    const outer = subscribing;
    const own: NonNullable<typeof outer> = { wrappers, told: [] };
    subscribing = own;
    let isSync = true;
    try {
      const value = run();
      isSync = !isThenable(value);
      return value;
    } finally {
      subscribing = outer;
      for (const tell of own.told) tell(isSync);
    }
  };

  const isAsked = (command: string, isSubscription: boolean): boolean => {
    const atOnce = serve()?.atOnce;
    return atOnce === undefined ? !isSubscription : !atOnce.includes(command);
  };
  /** Passes listeners of ours on in the place of the app's. */
  const withListeners = (command: string, event: string | undefined, args: unknown[]) => {
    const wrappers: AnyFunction[] = [];
    if (event === undefined) return { given: args, wrappers };
    const isOff = takesListenerOff(command);
    const given = args.map((arg) => {
      if (typeof arg !== 'function') return arg;
      if (isOff) return listeners.takeOff(arg as AnyFunction, event);
      const wrapper = listeners.listen(arg as AnyFunction, event);
      wrappers.push(wrapper);
      return wrapper;
    });
    return { given, wrappers };
  };

  const call = ({ path, target, self, args, isCurrent }: ApiFunction): unknown => {
    const command = names.commandOf(path);
    // A mock may be wrapped by another that passes the call on.
    const isPassedOn = running > 0 || (underWay.has(command) && !isCurrent());
    if (!isOn || isPassedOn) return Reflect.apply(target, self, args);

    const event = subscriptionName(command, args);
    const started = log.started({ source, command, args, label, standIn: mock.tell() });
    underWay.set(command, (underWay.get(command) ?? 0) + 1);
    const ended = () => {
      const left = (underWay.get(command) ?? 1) - 1;
      if (left > 0) underWay.set(command, left);
      else underWay.delete(command);
    };
    const { given, wrappers } = withListeners(command, event, args);
    const pass = () =>
      subscribe(wrappers, () => runWith(running + 1, () => mock.run(() => Reflect.apply(target, self, given))));
    const question = { id: started.id, source, command, args, label } as const;
    const answered = isAsked(command, event !== undefined) ? ask(question) : undefined;
    if (answered !== undefined) {
      const shadow = mock.isShadowed ? mock.inShadow(pass) : undefined;
      if (shadow !== undefined) mock.compare(question, answered, shadow);
      // Whatever the page has broken, nothing that could fail follows: the app's function would be called twice.
      return (async () => {
        try {
          return await finish(await answered, () => shadow ?? pass(), started);
        } finally {
          ended();
        }
      })();
    }
    let value: unknown;
    try {
      value = notingHandled(pass);
    } catch (error) {
      ended();
      started.endsAtOnce();
      started.err(error);
      throw error;
    }
    if (isThenable(value) && started.isFollowed) {
      const end = (tell: (outcome: unknown) => void) => (outcome: unknown) => {
        ended();
        tell(outcome);
      };
      return watchPromise(value, end(started.ok), end(started.err));
    }
    ended();
    if (isThenable(value)) return value;
    started.endsAtOnce();
    started.ok(value);
    const isUnsubscribe = typeof value === 'function' && wrappers.length > 0;
    return isUnsubscribe ? listeners.untilCalled(value as AnyFunction, event as string, wrappers) : value;
  };

  const membrane = new ApiMembrane({ reachOf: (path) => names.reachOf(path), call });
  const undo = new UndoStack();
  const onDefine: OnDefine = (target, key, descriptor) => {
    const { value } = descriptor;
    const isNamed = target === window && typeof key === 'string' && names.roots.includes(key);
    if (!isNamed || !isObject(value)) return descriptor;
    return { ...descriptor, value: membrane.adopt(value, key) };
  };
  if (names.roots.length > 0) undo.add(definePropertyTrap.intercept(onDefine, true));
  const adoptRoot = (root: string) => (found: object, isFixed: boolean) => {
    mock.found();
    const standIn = membrane.adopt(found, root);
    if (isFixed && standIn !== found) log.gap('fixed-global', root);
    return standIn;
  };
  const options = { isWanted: true, canBeCalled: holdsFunctions };
  for (const root of names.roots) undo.add(lateGlobal(root, probes, adoptRoot(root), options).restore);
  undo.add(() => {
    isOn = false;
  });

  return {
    deliver(push) {
      if (mock.makes(push)) return 1;
      return 'event' in push ? listeners.deliver(push.event, push.payload) : 0;
    },
    detach: undo.run,
  };
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function isThenable(value: unknown): boolean {
  try {
    return isObject(value) && typeof (value as { then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}
