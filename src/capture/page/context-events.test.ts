import { EventEmitter } from 'node:events';
import { expect, test } from '@playwright/test';
import type { IpcSink } from '../source/ipc-source.ts';
import { ContextEvents } from './context-events.ts';
import { eventsOn } from './event-kinds.ts';

/** A stand-in for a page of Playwright's. */
class FakePage extends EventEmitter {
  url = () => 'http://app.test/';
}

test('holds no page that is closed, and listens to none after its stop', () => {
  const seen: unknown[] = [];
  const [first, second] = [new FakePage(), new FakePage()];
  const context = Object.assign(new EventEmitter(), { pages: () => [first] });
  const sink = { event: ({ event }: { event: string }) => seen.push(event) } as unknown as IpcSink;
  const names = { nameOf: () => undefined, withLabel: (_page: unknown, run: (label: string) => void) => run('main') };
  const events = new ContextEvents(context as never, eventsOn(), names, sink, (_owner, run) => run());
  events.start();
  context.emit('page', second);
  first.emit('close', first);
  expect(first.eventNames()).toEqual([]);
  events.stop();
  expect([...second.eventNames(), ...context.eventNames()]).toEqual([]);
  expect(seen).toEqual(['page.opened', 'page.closed']);
});
