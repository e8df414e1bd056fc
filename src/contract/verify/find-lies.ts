import { isReadByName } from '../../calls/write-commands.ts';
import type { Outcome } from '../../replay/drive/compare-results.ts';
import { typeOf } from '../schema-of.ts';
import type { AskedCall, NotAsked } from './ask-backend.ts';
import { faultsOf } from './check-value.ts';
import { learnTruth } from './learn-truth.ts';
import { type Part, partOf, textOf } from './part-of.ts';
import { readRefusal } from './refusal.ts';
import type { JsonSchema, Truth } from './truth.ts';

/**
 * How a mock lies: `no-command` = the backend has no such command; `arguments` = it refuses the arguments that the mock takes; `fails` = it fails where
 * the mock answers; `succeeds` = it answers where the mock fails; `never-answers` = it answers where the mock does not; `missing-key`, `extra-key`, `type`
 * and `value` = an answer or an error of the mock's is otherwise than any of the backend's.
 */
export type LieKind =
  | 'no-command'
  | 'arguments'
  | 'fails'
  | 'succeeds'
  | 'never-answers'
  | 'missing-key'
  | 'extra-key'
  | 'type'
  | 'value';

/** A place where mocks part from the backend. */
export interface Lie {
  command: string;
  kind: LieKind;
  /** `ok` is the answer, `err` the error; absent where the call as a whole is meant. */
  part?: 'ok' | 'err';
  /** The path in that part, such as `items[].title`; `''` is the whole. */
  path: string;
  /** What the mock says, in words. */
  mock: string;
  /** What the backend says, in words. */
  backend: string;
  /** Counts the calls with it, of those of the command. */
  times: number;
  calls: number;
  /** The first of them. */
  session: string;
  index: number;
}

/** What became of the calls of some mocks. */
export interface Verdict {
  lies: Lie[];
  /** Commands of the backend that no mock was asked for; absent where its commands are not known. */
  uncalled?: string[];
  /** Counts the calls that were compared, and the commands. */
  compared: { calls: number; commands: number };
  /** The calls that nothing was known to compare with, and why. */
  notCompared: NotAsked[];
}

/**
 * Finds the lies in calls that were asked of the backend.
 *
 * @param known what is known of it besides: what it says of a command's answers goes before what the answers show.
 */
export function findLies(asked: readonly AskedCall[], known?: Truth): Verdict {
  const learnt = learnTruth(asked);
  return collect(asked, known, (call) => {
    const { mock, actual, command } = call;
    const [mockIs, actualIs] = [partOf(mock), partOf(actual)];
    // Both may have failed by one cause, such as a plugin that is off.
    if (mockIs.part === 'err' && isSame(mock, actual)) return [];
    const refused = actualIs.part === 'err' ? readRefusal(command, String(textOf(actual))) : undefined;
    if (refused === 'no-command')
      return [{ kind: refused, path: '', mock: inWords(mockIs), backend: 'has no such command' }];
    if (refused === 'arguments')
      return [{ kind: refused, path: '', mock: inWords(mockIs), backend: String(textOf(actual)) }];
    if (mockIs.part === undefined)
      return [{ kind: 'never-answers', path: '', mock: 'no answer', backend: inWords(actualIs) }];
    if (mockIs.part !== actualIs.part) {
      const kind = mockIs.part === 'ok' ? 'fails' : 'succeeds';
      return [{ kind, path: '', mock: inWords(mockIs), backend: inWords(actualIs) }];
    }
    const said = known?.commands.get(command)?.[mockIs.part];
    if (known !== undefined && saysAnything(said)) return shapeLies(mockIs, said, known.definitions);
    const shown = learnt.get(command)?.[mockIs.part];
    return whyNullSaysNothing(command, mockIs, shown) ?? shapeLies(mockIs, shown, {}).filter(isCertain);
  });
}

/** Finds the lies in recorded calls by what is known of the backend, which is not asked. */
export function findLiesByTruth(calls: readonly Omit<AskedCall, 'actual'>[], truth: Truth): Verdict {
  return collect(calls, truth, ({ command, mock }) => {
    const known = truth.commands.get(command);
    const mockIs = partOf(mock);
    if (known === undefined)
      return truth.isWhole
        ? [{ kind: 'no-command', path: '', mock: inWords(mockIs), backend: 'has no such command' }]
        : 'what is known of the backend does not have the command';
    if (mockIs.part === 'err' && known.err === false)
      return [{ kind: 'succeeds', path: '', mock: inWords(mockIs), backend: 'never fails' }];
    const schema = mockIs.part === undefined ? undefined : known[mockIs.part];
    if (!saysAnything(schema))
      return `what is known of the backend does not say what the command ${mockIs.part === 'err' ? 'fails with' : 'answers'}`;
    return shapeLies(mockIs, schema, truth.definitions);
  });
}

/** Tells whether a schema holds a value to something. */
function saysAnything(schema: JsonSchema | false | undefined): schema is Exclude<JsonSchema, true> {
  return typeof schema === 'object' && Object.keys(schema).length > 0;
}

/** Says why a `null` in place of a whole answer proves nothing; undefined where it does, or is none. */
function whyNullSaysNothing(command: string, { part, value }: Part, shown: JsonSchema | undefined): string | undefined {
  if (part !== 'ok' || shown === undefined || shown === true) return undefined;
  const types = [shown.type ?? []].flat();
  if (value !== null && types.length === 1 && types[0] === 'null') return 'the backend has answered nothing but null';
  // Who asks for a thing may be told that there is none.
  if (value === null && !types.includes('null') && isReadByName(command)) return 'the mock has found nothing';
  return undefined;
}

/** Of a field, `null` in one state of an app says nothing of its value in another. */
function isCertain({ kind, path, mock, backend }: Found): boolean {
  return kind !== 'type' || path === '' || (mock !== 'null' && backend !== 'null');
}

function isSame(mock: Outcome, actual: Outcome): boolean {
  return textOf(mock) === textOf(actual) && JSON.stringify(mock.error) === JSON.stringify(actual.error);
}

type Found = Pick<Lie, 'kind' | 'part' | 'path' | 'mock' | 'backend'>;

/** Finds the faults of each call, and puts those of a kind at a place together. In place of faults `find` may say why a call is not compared. */
function collect<Call extends Omit<AskedCall, 'actual'>>(
  calls: readonly Call[],
  known: Truth | undefined,
  find: (call: Call) => Found[] | string,
): Verdict {
  const lies = new Map<string, Lie>();
  const counts = new Map<string, number>();
  const notCompared: NotAsked[] = [];
  for (const call of calls) {
    const { command, session, index } = call;
    const result = find(call);
    if (typeof result === 'string') {
      notCompared.push({ session, index, command, reason: result });
      continue;
    }
    counts.set(command, (counts.get(command) ?? 0) + 1);
    for (const found of result) {
      const { kind, part, path, mock } = found;
      // What a whole answer is, is not its kind of lie.
      const key = JSON.stringify([command, kind, part, path, kind === 'value' || kind === 'type' ? mock : '']);
      const one = lies.get(key);
      if (one !== undefined) one.times += 1;
      else lies.set(key, { command, ...found, times: 1, calls: 0, session, index });
    }
  }
  const all = [...lies.values()].map((lie) => ({ ...lie, calls: counts.get(lie.command) ?? 0 }));
  const called = new Set(calls.map(({ command }) => command));
  const names = known?.isWhole ? [...known.commands.keys()].filter((name) => !called.has(name)).sort() : undefined;
  return {
    lies: all.sort((a, b) => (a.command < b.command ? -1 : a.command > b.command ? 1 : 0)),
    ...(names === undefined ? {} : { uncalled: names }),
    compared: { calls: [...counts.values()].reduce((sum, one) => sum + one, 0), commands: counts.size },
    notCompared,
  };
}

function shapeLies(
  { part, value }: Part,
  schema: JsonSchema | undefined,
  definitions: Record<string, JsonSchema>,
): Found[] {
  if (part === undefined || schema === undefined) return [];
  return faultsOf(value, schema, definitions).map(({ kind, path, expected, found }) => ({
    ...{ kind, part, path, mock: found, backend: expected },
  }));
}

function inWords({ part, value }: Part): string {
  if (part === undefined) return 'no answer';
  const json = JSON.stringify(value) ?? 'nothing';
  const shown = json.length > 80 ? typeOf(value) : json;
  return part === 'ok' ? `answers ${shown}` : `fails with ${shown}`;
}
