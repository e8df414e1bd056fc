import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { sessionByRules } from '../../calls/same-call/call-rules.ts';
import { checkContract, type Drift } from '../../contract/check-contract.ts';
import { CONTRACT_VERSION, type Contract, contractSchema, inferContract } from '../../contract/contract.ts';
import type { NamedSession } from '../../contract/verify/ask-backend.ts';
import { IpcError } from '../../errors.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { defined } from '../../std/defined.ts';
import { fenced } from '../../std/text/fenced.ts';
import { escapeText, escapeToFit } from '../../std/text/printable-text.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { isFolder } from '../../store/is-folder.ts';
import { readWholeSession } from '../../store/values/read-whole-session.ts';
import { writeFileWhole } from '../../store/write-file-whole.ts';
import { pactOf } from '../contract/pact.ts';
import { renderLies, renderMarkdown } from '../contract/render-lies.ts';
import { verifyContract } from '../contract/verify-contract.ts';
import { IGNORE_HELP, NORMALIZE_HELP, type RuleFlags, readRules } from '../io/call-rules-flags.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { collect, parseMilliseconds } from '../io/option-values.ts';
import { type Progress, withProgress } from '../io/progress.ts';
import { readEach, type UnreadSession, unreadText } from '../io/read-each.ts';

export function contractCommand(io: CommandIo): Command {
  const command = new Command('contract')
    .summary('learn what commands take and answer, and check sessions against it')
    .description(
      'Learns from sessions which arguments and answers each command has, as JSON Schema, and says where other sessions part from it.',
    )
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder contract infer test-results -o contract.json
  ipc-recorder contract check test-results --contract contract.json
  ipc-recorder contract verify test-results --target victauri --app src-tauri/target/debug/notes`,
    );
  command
    .command('infer')
    .summary('learn a contract from sessions')
    .description(
      'Learns from sessions which arguments, answers and errors each command has. What a mock answered is left out.',
    )
    .argument('<session...>', 'sessions, or folders with sessions in them')
    .option('--ignore <path>', IGNORE_HELP, collect)
    .option('--normalize <module>', NORMALIZE_HELP)
    .option('-o, --output <file>', 'where the contract goes (default: standard output)')
    .option('--json', 'print the contract, also when it goes to a file')
    .action((paths: string[], options: InferOptions) => infer(paths, options, io));
  command
    .command('check')
    .summary('say where sessions part from a contract')
    .description(
      'Says where sessions part from a contract, each place once. Exit code 1 when they do, or one could not be read.',
    )
    .argument('<session...>', 'sessions, or folders with sessions in them')
    .requiredOption('--contract <file>', 'the contract, as infer wrote it (required)')
    .option('--ignore <path>', IGNORE_HELP, collect)
    .option('--normalize <module>', NORMALIZE_HELP)
    .option('--json', 'print the drifts as JSON')
    .action((paths: string[], options: CheckOptions) => check(paths, options, io));
  const verify = command
    .command('verify')
    .summary('say which mocks lie about the real backend')
    .description(
      "Sends the calls that mocks have answered in sessions to the real backend, and says where the mocks' answers are otherwise than the backend's: " +
        'in their shape, not in ids, times and other values. Exit code 1 when a mock lies, nothing was compared, or a session could not be read.',
    )
    .argument('<session...>', 'sessions recorded with mocks, or folders with sessions in them')
    .option(
      '-t, --target <backend>',
      "the backend: 'victauri' for a real Tauri app, or a module as for replay --target",
    )
    .option(
      '--app <executable>',
      'with --target victauri: the debug build to start and end (default: the app that runs)',
    )
    .option(
      '--allow-writes',
      'with --target victauri and no --app: send what may write to the data of the app that runs, too (default: only commands whose name says that they read)',
    )
    .option('--fresh', 'start the app anew for each session')
    .option(
      '--truth <file>',
      "what is known of the backend: tauri-specta's bindings, a contract, or JSON Schemas by command; alone no backend is needed",
    )
    .option('--only <command>', 'check this command only; * stands for any text; repeatable', collect)
    .option('--skip <command>', 'do not send this command; repeatable', collect)
    .option('--timeout <ms>', 'milliseconds to wait for one answer of the backend', parseMilliseconds, 30_000)
    .option('--yes', 'send to another machine without being asked')
    .option('--ignore <path>', IGNORE_HELP, collect)
    .option('--normalize <module>', NORMALIZE_HELP)
    .option('--markdown <file>', 'write the result as Markdown, for a pull request')
    .option('--pact <file>', "write the backend's answers as a Pact of messages, for a broker")
    .option('--json', 'print the result as JSON')
    .action((paths: string[], options: VerifyFlags) => endInOrder(io, (stop) => verifyMocks(paths, options, io, stop)));
  verify.addHelpText(
    'after',
    `
Examples:
  ipc-recorder contract verify test-results --target victauri --app src-tauri/target/debug/notes --fresh --markdown lies.md
  ipc-recorder contract verify test-results --truth src/bindings.ts`,
  );
  return command;
}

interface VerifyFlags extends RuleFlags {
  target?: string;
  app?: string;
  fresh?: true;
  allowWrites?: true;
  truth?: string;
  only?: string[];
  skip?: string[];
  timeout: number;
  yes?: boolean;
  markdown?: string;
  pact?: string;
  json?: true;
}

async function verifyMocks(
  paths: string[],
  { timeout, markdown, pact, json, yes = false, ...flags }: VerifyFlags,
  io: CommandIo,
  stop: AbortSignal,
): Promise<void> {
  const { sessions, unread } = await readAll(paths, flags, stop);
  // No app is started for nothing.
  stop.throwIfAborted();
  const ask = (progress: Progress) =>
    verifyContract(sessions, {
      ...{ ...flags, timeoutMs: timeout, yes, stop },
      onProgress: (text) => progress.now(text),
    });
  const checked = await withProgress(io, ask, { isMostlyShort: true });
  const result = { ...checked, same: checked.same && unread.length === 0 };
  if (!result.same) io.exitWith(1);
  if (markdown !== undefined) writeFileWhole(markdown, withUnread(renderMarkdown(result), unread));
  if (pact !== undefined) writeFileWhole(pact, `${JSON.stringify(pactOf(result.asked), null, 2)}\n`);
  const { asked: _asked, ...told } = result;
  if (json) printJson(io, { ...told, unread });
  else io.print(withUnread(renderLies(result), unread));
}

function withUnread(text: string, unread: readonly UnreadSession[]): string {
  return unread.length === 0 ? text : `${text}\n\n${unreadText(unread)}`;
}

interface InferOptions extends RuleFlags {
  output?: string;
  json?: true;
}

interface CheckOptions extends RuleFlags {
  contract: string;
  json?: true;
}

async function infer(paths: string[], { output, json, ...flags }: InferOptions, io: CommandIo): Promise<void> {
  const { sessions, unread } = await readAll(paths, flags);
  const contract = inferContract(sessions.map(({ session }) => session));
  if (unread.length > 0) io.note(unreadText(unread));
  if (output !== undefined) writeFileWhole(output, `${JSON.stringify(contract, null, 2)}\n`);
  if (json || output === undefined) return printJson(io, contract);
  const commands = Object.keys(contract.commands).length;
  io.print(`Learnt ${count(commands, 'command')} from ${count(contract.sessions, 'session')}: ${escapeText(output)}`);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

async function check(paths: string[], { contract, json, ...flags }: CheckOptions, io: CommandIo): Promise<void> {
  const { sessions, unread } = await readAll(paths, flags);
  const drifts = checkContract(
    readContract(contract),
    sessions.map(({ session }) => session),
  );
  const same = drifts.length === 0 && unread.length === 0;
  if (!same) io.exitWith(1);
  if (json) return printJson(io, { same, drifts, unread });
  if (same) return io.print('Same: everything fits the contract.');
  const found =
    drifts.length > 0
      ? fenced(drifts.map(driftLine).join('\n'), { label: 'drifts' })
      : 'All that was read fits the contract.';
  io.print(withUnread(found, unread));
}

/** Reads sessions, and those below folders. One that is named is thrown for when it cannot be read; of those that were found, it is returned. */
async function readAll(
  paths: string[],
  flags: RuleFlags,
  stop?: AbortSignal,
): Promise<{ sessions: NamedSession[]; unread: UnreadSession[] }> {
  const rules = await readRules(flags);
  const sessions: NamedSession[] = [];
  const unread: UnreadSession[] = [];
  const add = (session: RecordedSession, name: string) =>
    void sessions.push({ name, session: sessionByRules(session, rules) });
  for (const path of paths) {
    // A folder may be that of one recording, or have many below it.
    const found = isFolder(path) ? await findSessions(path) : [];
    const missed = await readEach(found, readWholeSession, add, defined({ stop }));
    if (stop?.aborted) break;
    if (missed.length < found.length) unread.push(...missed);
    else add(await readWholeSession(path), path);
  }
  return { sessions, unread };
}

function readContract(file: string): Contract {
  let value: unknown;
  let parsed: ReturnType<typeof contractSchema.safeParse>;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
    // Schemas that are nested too deeply throw.
    parsed = contractSchema.safeParse(value);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new IpcError('INVALID_CONTRACT', `Failed to read the contract "${file}": ${why}`, { cause });
  }
  const { version } = (value ?? {}) as { version?: unknown };
  if (typeof version === 'number' && version > CONTRACT_VERSION) {
    throw new IpcError(
      'INVALID_CONTRACT',
      `Failed to read the contract "${file}": its version ${version} is newer than ${CONTRACT_VERSION}. Update playwright-ipc-recorder, or infer it again.`,
    );
  }
  // As it is in the file: what zod returns has no `__proto__`, and a command or a key may be called so.
  if (parsed.success) return value as Contract;
  const { path = [], message = '' } = parsed.error.issues[0] ?? {};
  throw new IpcError(
    'INVALID_CONTRACT',
    `Failed to read the contract "${file}": ${path.join('.') || 'the document'}: ${message}. Infer it again with ipc-recorder contract infer.`,
  );
}

function driftLine({ command, part, path, kind, expected, found, times, index }: Drift): string {
  const place = part === undefined ? '' : ` ${PARTS[part]}${path === '' ? '' : ` ${escapeToFit(path, 60)}`}`;
  const what: Record<Drift['kind'], string> = {
    'new-command': 'is not in the contract',
    'new-part': `was never seen; now ${found}`,
    'new-key': `is new (${found})`,
    'missing-key': `is missing (was ${expected})`,
    type: `is ${found}, was ${expected}`,
  };
  const seen = times === 1 ? `#${index}` : `${times} times, first #${index}`;
  return `${escapeToFit(command, 60)}${place} ${escapeText(what[kind])} (${seen})`;
}

const PARTS = { args: 'args', ok: 'answer', err: 'error' };
