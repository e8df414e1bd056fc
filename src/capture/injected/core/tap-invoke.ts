import type { SourceName } from '../../source/source-options.ts';
import { watchPromise } from '../patch/watch-promise.ts';
import { finish } from './node-answers.ts';
import type { PageTools } from './page-observer.ts';
import type { StandInMock } from './stand-in-mock.ts';

type Invoke = (command: string, ...rest: never[]) => unknown;

/** Returns a function that an app calls with a command and its arguments, observed like a runtime's own. */
export function tapInvoke<Tapped extends Invoke>(
  invoke: Tapped,
  source: SourceName,
  { log, ask, label }: PageTools,
  mock: StandInMock,
): Tapped {
  mock.foundTap();
  return new Proxy(invoke, {
    apply(target, self, given: unknown[]) {
      const pass = (): unknown => mock.run(() => Reflect.apply(target, self, given));
      const [command, args, options] = given;
      if (typeof command !== 'string') return pass();
      const seen = { source, command, args, options, label: label() };
      const call = log.started({ ...seen, standIn: mock.tell() });
      const answered = ask({ id: call.id, ...seen });
      if (answered !== undefined) return answered.then((answer) => finish(answer, pass, call));
      let value: unknown;
      try {
        value = pass();
      } catch (error) {
        call.err(error);
        throw error;
      }
      return call.isFollowed ? watchPromise(value, call.ok, call.err) : value;
    },
  });
}
