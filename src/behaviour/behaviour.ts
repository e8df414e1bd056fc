import { callKind } from '../calls/call-kind.ts';
import { hasPassed } from '../calls/has-failed.ts';
import { nameTemplate } from '../calls/new-values/volatile-parts.ts';
import { recordedCalls } from '../calls/recorded-call.ts';
import { isOfFramework } from '../calls/runtime-of.ts';
import { callKey } from '../calls/same-call/call-key.ts';
import { testKey, testTitle } from '../calls/test-name.ts';
import { type Part, partsOf } from '../contract/contract.ts';
import { addSchema, type Schema, schemaOf } from '../contract/schema-of.ts';
import type { IpcCall, RecordedSession } from '../session/format/schema.ts';
import { putInList } from '../std/put-in-list.ts';
import { mayLackCalls } from '../triage/causes/limits-of.ts';

/** The calls of a run's app and their answers, gathered by test and command. Only tests that passed are in it. */
export interface Behaviour {
  /** By the name of the test. */
  tests: Map<string, TestBehaviour>;
  /** By the name of the test: those of which no attempt that was recorded passed. */
  failed: Map<string, string>;
  /** Counts sessions that may lack calls. */
  incomplete: number;
}

export interface TestBehaviour {
  title: string;
  /** Counts its sessions: attempts, repeats, runs. */
  sessions: number;
  /** By the name of the command, see `trafficName`. */
  commands: Map<string, CommandBehaviour>;
}

export interface CommandBehaviour {
  /** Calls in the session with the fewest, and in that with the most. */
  fewest: number;
  most: number;
  /** Sessions in which it was called. */
  sessions: number;
  /** Calls in all sessions, and how many of them failed. */
  calls: number;
  failed: number;
  /** Whether the same was asked again and again, as a timer does. */
  isPoll: boolean;
  shapes: Partial<Record<Part, Schema>>;
}

/** Calls with the same question from which on it is taken for a poll: how often it comes depends on how long a test takes. */
const POLLS_FROM = 4;

/** Adds up sessions, one after the other: none of them is kept. */
export class BehaviourReader {
  readonly behaviour: Behaviour = { tests: new Map(), failed: new Map(), incomplete: 0 };

  add(session: RecordedSession): void {
    const { test } = session;
    if (test === undefined) return;
    const { tests, failed } = this.behaviour;
    const name = testKey(test);
    if (!hasPassed(test)) {
      if (!tests.has(name)) failed.set(name, testTitle(test));
      return;
    }
    failed.delete(name);
    if (mayLackCalls(session)) this.behaviour.incomplete += 1;
    const known = tests.get(name) ?? { title: testTitle(test), sessions: 0, commands: new Map() };
    tests.set(name, known);
    known.sessions += 1;
    for (const [command, calls] of byCommand(session)) addCalls(known.commands, command, calls);
  }
}

/** Names a kind of traffic: a command, or `← name` for a push and `→ name` for a send. What is new in every run is left out of it. */
function trafficName(call: IpcCall): string {
  const kind = callKind(call);
  return `${kind === 'push' ? '← ' : kind === 'send' ? '→ ' : ''}${nameTemplate(call.command)}`;
}

function byCommand(session: RecordedSession): Map<string, IpcCall[]> {
  const commands = new Map<string, IpcCall[]>();
  for (const { call } of recordedCalls(session)) {
    // A mock of the test answers what the test says.
    if (call.mocked === true || call.made_by === 'test' || isOfFramework(call)) continue;
    const name = trafficName(call);
    putInList(commands, name, call);
  }
  return commands;
}

function addCalls(commands: Map<string, CommandBehaviour>, name: string, calls: IpcCall[]): void {
  const known = commands.get(name);
  const shapes = known?.shapes ?? {};
  for (const call of calls) {
    for (const [part, value] of partsOf(call)) {
      const schema = schemaOf(value);
      shapes[part] = shapes[part] === undefined ? schema : addSchema(shapes[part], schema);
    }
  }
  commands.set(name, {
    fewest: Math.min(known?.fewest ?? calls.length, calls.length),
    most: Math.max(known?.most ?? 0, calls.length),
    sessions: (known?.sessions ?? 0) + 1,
    calls: (known?.calls ?? 0) + calls.length,
    failed: (known?.failed ?? 0) + calls.filter(({ result }) => typeof result === 'object' && 'Err' in result).length,
    isPoll: known?.isPoll === true || isPolled(calls),
    shapes,
  });
}

function isPolled(calls: IpcCall[]): boolean {
  const counts = new Map<string, number>();
  for (const { command, args, options } of calls) {
    const key = callKey(command, args, options);
    const count = (counts.get(key) ?? 0) + 1;
    if (count >= POLLS_FROM) return true;
    counts.set(key, count);
  }
  return false;
}
