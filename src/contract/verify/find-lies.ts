import { failedWith } from '../../calls/failed-with.ts';
import type { Outcome } from '../../replay/drive/compare-results.ts';
import { markerOf } from '../../session/codec/values.ts';
import { addSchema, type Schema, schemaOf, typeOf } from '../schema-of.ts';
import type { AskedCall } from './ask-backend.ts';
import { faultsOf } from './check-value.ts';
import { readRefusal } from './refusal.ts';
import { type CommandTruth, closedSchema, type JsonSchema, type Truth } from './truth.ts';

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
}

/** Finds the lies in calls that were asked of the backend. @param known what is known of it besides. */
export function findLies(asked: readonly AskedCall[], known?: Truth): Verdict {
  const learnt = learnTruth(asked);
  return collect(asked, known, (call) => {
    const { mock, actual, command } = call;
    const truth = learnt.get(command) ?? {};
    const [mockIs, actualIs] = [partOf(mock), partOf(actual)];
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
    return shapeLies(mockIs, truth, {});
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
        : [];
    if (mockIs.part === 'err' && known.err === false)
      return [{ kind: 'succeeds', path: '', mock: inWords(mockIs), backend: 'never fails' }];
    return shapeLies(mockIs, known, truth.definitions);
  });
}

type Found = Pick<Lie, 'kind' | 'part' | 'path' | 'mock' | 'backend'>;

/** Finds the faults of each call, and puts those of a kind at a place together. */
function collect<Call extends Omit<AskedCall, 'actual'>>(
  calls: readonly Call[],
  known: Truth | undefined,
  find: (call: Call) => Found[],
): Verdict {
  const lies = new Map<string, Lie>();
  const counts = new Map<string, number>();
  for (const call of calls) {
    const { command, session, index } = call;
    counts.set(command, (counts.get(command) ?? 0) + 1);
    for (const found of find(call)) {
      const { kind, part, path, mock } = found;
      // What a whole answer is, is not its kind of lie.
      const key = JSON.stringify([command, kind, part, path, kind === 'value' || kind === 'type' ? mock : '']);
      const one = lies.get(key);
      if (one !== undefined) one.times += 1;
      else lies.set(key, { command, ...found, times: 1, calls: 0, session, index });
    }
  }
  const all = [...lies.values()].map((lie) => ({ ...lie, calls: counts.get(lie.command) ?? 0 }));
  const names = known?.isWhole ? [...known.commands.keys()].filter((name) => !counts.has(name)).sort() : undefined;
  return {
    lies: all.sort((a, b) => (a.command < b.command ? -1 : a.command > b.command ? 1 : 0)),
    ...(names === undefined ? {} : { uncalled: names }),
    compared: { calls: calls.length, commands: counts.size },
  };
}

function shapeLies({ part, value }: Part, truth: CommandTruth, definitions: Record<string, JsonSchema>): Found[] {
  const schema = part === undefined ? undefined : truth[part];
  if (part === undefined || schema === undefined || schema === false) return [];
  return faultsOf(value, schema, definitions).map(({ kind, path, expected, found }) => ({
    ...{ kind, part, path, mock: found, backend: expected },
  }));
}

/** Learns from the backend's own answers what each command answers and fails with. */
function learnTruth(asked: readonly AskedCall[]): Map<string, CommandTruth> {
  const schemas = new Map<string, { ok?: Schema; err?: Schema }>();
  for (const { command, actual } of asked) {
    const { part, value } = partOf(actual);
    if (part === undefined || (part === 'err' && readRefusal(command, String(textOf(actual))) !== undefined)) continue;
    const known = schemas.get(command) ?? {};
    schemas.set(command, known);
    const schema = schemaOf(value);
    const before = known[part];
    known[part] = before === undefined ? schema : addSchema(before, schema);
  }
  return new Map(
    [...schemas].map(([command, { ok, err }]) => [
      command,
      { ok: ok && closedSchema(ok), err: err && closedSchema(err) },
    ]),
  );
}

/** The answer or the error of an outcome; without a part where there is neither. */
interface Part {
  part: 'ok' | 'err' | undefined;
  value?: unknown;
}

function partOf({ result, error }: Outcome): Part {
  if (typeof result !== 'object') return { part: undefined };
  // No answer at all is `null` over the wire.
  if ('Ok' in result) return { part: 'ok', value: markerOf(result.Ok) === '$undefined' ? null : result.Ok };
  return { part: 'err', value: failedWith(error, result.Err) };
}

function textOf({ result }: Outcome): string | undefined {
  return typeof result === 'object' && 'Err' in result ? result.Err : undefined;
}

function inWords({ part, value }: Part): string {
  if (part === undefined) return 'no answer';
  const json = JSON.stringify(value) ?? 'nothing';
  const shown = json.length > 80 ? typeOf(value) : json;
  return part === 'ok' ? `answers ${shown}` : `fails with ${shown}`;
}
