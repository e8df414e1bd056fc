import type { CallHandle, CallOutcome, IpcSink, IpcSource, NewCall } from 'playwright-ipc-recorder';
import { expect as ipcExpect, test as ipcTest } from 'playwright-ipc-recorder/fixtures';
import { configFile, expect, test } from '../support/runner/run-inline-test.ts';

/** A source that does nothing by itself: the test speaks through its sink. */
class Mouthpiece implements IpcSource {
  sink!: IpcSink;

  async attach(sink: IpcSink) {
    this.sink = sink;
  }

  async detach() {}
}

ipcTest.use({ ipcRecorder: 'on' });

ipcTest('fills in what a source leaves out', async ({ ipc }) => {
  const source = new Mouthpiece();
  await ipc.attach(source);
  const before = Date.now();
  const call = source.sink.started({ command: 'load', args: { text: 'ü' }, source: 'socket' });
  source.sink.settled(call, { result: { Ok: 1 } });
  source.sink.event({ kind: 'push', command: 'changed', args: 5 });
  const [load] = ipc.calls();
  ipcExpect(load).toEqual({
    type: 'Ipc',
    id: ipcExpect.stringMatching(/^socket-\d+$/),
    command: 'load',
    args: { text: 'ü' },
    source: 'socket',
    timestamp: ipcExpect.any(String),
    duration_ms: ipcExpect.any(Number),
    duration_us: ipcExpect.any(Number),
    result: { Ok: 1 },
    arg_size_bytes: 13,
    webview_label: 'main',
  });
  ipcExpect(Date.parse(load?.timestamp ?? '')).toBeGreaterThanOrEqual(before - 1);
  ipcExpect(load?.id).toBe(call.id);
  ipcExpect(ipc.pushes()).toMatchObject([{ command: 'changed', kind: 'push', result: 'Pending', arg_size_bytes: 1 }]);
});

ipcTest('takes values that are no JSON as they are, and makes markers of them', async ({ ipc }) => {
  const source = new Mouthpiece();
  await ipc.attach(source);
  const loop: { self?: unknown; big: bigint } = { big: 5n };
  loop.self = loop;
  const call = source.sink.started({
    command: 'save',
    args: [loop, new Date(0), () => {}],
    options: new Map([[1, 2]]),
  });
  source.sink.settled(call, { result: { Ok: new Uint8Array(1) } });
  const failing = source.sink.started({ command: 'fail' });
  source.sink.settled(failing, { result: { Err: 'no' }, error: new TypeError('no') });
  ipcExpect(ipc.calls()).toMatchObject([
    {
      args: [
        { big: { $bigint: '5' }, self: { $circular: 1 } },
        { $date: '1970-01-01T00:00:00.000Z' },
        { $function: '' },
      ],
      options: { $map: [[1, 2]] },
      result: { Ok: { $binary: { type: 'Uint8Array', size: 1 } } },
    },
    { result: { Err: 'no' }, error: { $error: { name: 'TypeError', message: 'no' } } },
  ]);
  ipcExpect(() => JSON.stringify(ipc.recorder.export())).not.toThrow();
});

ipcTest('names the field that has a wrong type, and goes on', async ({ ipc }) => {
  const source = new Mouthpiece();
  await ipc.attach(source);
  const { sink } = source;
  const wrong = (value: object) => value as NewCall;
  const head = 'IpcSink.started cannot record this: ';
  ipcExpect(() => sink.started(wrong({ command: 5 }))).toThrow(`${head}command: expected a text, found 5.`);
  ipcExpect(() => sink.started(wrong({}))).toThrow(`${head}command: expected a text, found nothing.`);
  ipcExpect(() => sink.started(wrong({ command: 'a', timestamp: 'soon' }))).toThrow(`${head}timestamp: `);
  ipcExpect(() => sink.started(wrong({ command: 'a', duration_ms: -1 }))).toThrow(`${head}duration_ms: `);
  ipcExpect(() => sink.started(wrong({ command: 'a', result: 'Done' }))).toThrow(`${head}result: `);
  ipcExpect(() => sink.started(wrong({ command: 'a', kind: 'push' }))).toThrow('give it to IpcSink.event');
  ipcExpect(() => sink.started(null as never)).toThrow(`${head}it was given null. Use an object.`);
  ipcExpect(() => sink.event(wrong({ command: 'a' }) as never)).toThrow('Give it to IpcSink.started');
  const call = sink.started({ command: 'right' });
  const settle = (outcome: object) => () => sink.settled(call, outcome as CallOutcome);
  ipcExpect(settle({ result: 'Pending' })).toThrow('result is "Pending". Use { Ok: value }');
  ipcExpect(settle({ result: { Err: new Error('x') } })).toThrow("or { Err: 'text' }");
  ipcExpect(settle({ result: { Ok: 1 }, durationUs: Number.NaN })).toThrow(
    'durationUs is NaN. Use microseconds from 0',
  );
  sink.settled(call, { result: { Ok: undefined }, durationUs: 1.4 });
  ipcExpect(ipc.calls()).toMatchObject([{ command: 'right', result: { Ok: { $undefined: true } }, duration_us: 1 }]);
});

ipcTest('counts what settles twice or was never started', async ({ ipc }) => {
  const source = new Mouthpiece();
  await ipc.attach(source);
  const call = source.sink.started({ command: 'once' });
  source.sink.settled(call, { result: { Ok: 'first' } });
  source.sink.settled(call, { result: { Ok: 'second' } });
  source.sink.settled({ id: call.id }, { result: { Ok: 'third' } });
  source.sink.settled(undefined as unknown as CallHandle, { result: { Ok: 'fourth' } });
  ipcExpect(ipc.calls()).toMatchObject([{ result: { Ok: 'first' } }]);
  ipcExpect(ipc.recorder.dropped().settles).toBe(3);
});

ipcTest('says why a source did not attach, and detaches it', async ({ ipc }) => {
  let detached = 0;
  class Broken extends Mouthpiece {
    override async attach(sink: IpcSink): Promise<void> {
      this.sink = sink;
      throw new Error('connection refused');
    }
    override async detach() {
      detached += 1;
      throw new Error('not attached');
    }
  }
  const broken = new Broken();
  await ipcExpect(ipc.attach(broken)).rejects.toMatchObject({
    code: 'SOURCE_FAILED',
    message: 'ipc.attach: Broken did not attach: connection refused',
    cause: new Error('connection refused'),
  });
  broken.sink.started({ command: 'late' });
  ipcExpect([detached, ipc.calls()]).toEqual([1, []]);

  class Hanging extends Broken {
    override attach = () => new Promise<void>(() => {});
  }
  await ipcExpect(ipc.attach(new Hanging(), { timeout: 50 })).rejects.toThrow(
    'ipc.attach: Hanging did not attach within 50 ms. Its attach() must resolve once no later call can be missed; give it more time by ipc.attach(source, { timeout }).',
  );
  await ipcExpect(ipc.attach(undefined as never)).rejects.toThrow('ipc.attach takes an IpcSource');
});

test('counts what a source tells late, lets no source hang the end, and throws nothing', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'playwright.config.ts': configFile({ use: `ipcRecorder: 'on'` }),
    'a.spec.ts': `import { test, expect } from 'playwright-ipc-recorder/fixtures';
      const sinks = [];
      class Source {
        async attach(sink) { this.sink = sink; sinks.push(sink); this.call = sink.started({ command: 'open' }); }
        async detach() {
          this.sink.started({ command: 'while it detaches' });
          this.sink.settled(this.call, { result: { Ok: 1 } });
          this.sink.event(null);
          await new Promise(() => {});
        }
      }
      test('first', async ({ ipc }) => { await ipc.attach(new Source()); });
      test('second', async ({ ipc }) => {
        const [sink] = sinks;
        sink.settled(sink.started({ command: 'of the first' }), {});
        sink.event({});
        sink.noise(1);
        sink.batched();
        expect(ipc.calls()).toEqual([]);
      });`,
  });
  expect(run.output).toContain('2 passed');
  const [first] = run.of('first');
  expect(first?.session?.dropped).toEqual({ late: 3 });
  expect(first?.session?.events.map(({ event }) => event)).toMatchObject([{ command: 'open', result: 'Pending' }]);
  expect(run.of('second')[0]?.session?.events ?? []).toEqual([]);
});
