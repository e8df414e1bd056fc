import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import type { RecordedSession } from '../../session/format/schema.ts';
import { serializeSession } from '../../session/format/serialize-session.ts';
import { escapeText } from '../../std/text/printable-text.ts';
import { counted, readableSize } from '../../std/text/readable-numbers.ts';
import { READ_MORE, readableValueBytes } from '../../store/read-limits.ts';
import { readSession } from '../../store/read-session.ts';
import { type PackedSession, packSession, unpackSession } from '../../store/values/pack-session.ts';
import { distinctFiles, SessionValues } from '../../store/values/session-values.ts';
import { valueWarnings } from '../../store/values/value-warnings.ts';
import { writeFileWhole } from '../../store/write-file-whole.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';

interface PackOptions {
  output?: string;
  json?: true;
}

export function packCommand(io: CommandIo): Command {
  return new Command('pack')
    .summary('make one file of a session and its large values')
    .description(
      'Writes a session with its large values in it, which else are in the folder `values` beside it. The file is a session like any other: it can be shown, replayed and compared as it is.',
    )
    .argument('<session>', 'a session, its folder, or the journal that a killed run left')
    .option('-o, --output <file>', 'where it goes (default: ipc-session.packed.json in the current folder)')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder pack test-results/ipc/notes-r0 -o notes.json
  ipc-recorder replay notes.json`,
    )
    .action(async (path: string, { output = 'ipc-session.packed.json', json }: PackOptions) => {
      report(packSession(...(await withValues(path, io))), resolve(output), json, io);
    });
}

export function unpackCommand(io: CommandIo): Command {
  return new Command('unpack')
    .summary('put the large values of a packed session into files')
    .description(
      'Writes a session without the large values that are in it, and these into the folder `values` beside it, each by the digest of its content.',
    )
    .argument('<session>', 'a packed session')
    .option('-o, --output <file>', 'where the session goes (default: unpacked/ipc-session.json in the current folder)')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', '\nExamples:\n  ipc-recorder unpack notes.json -o notes/ipc-session.json')
    .action(async (path: string, { output = 'unpacked/ipc-session.json', json }: PackOptions) => {
      const file = resolve(output);
      const { session } = packSession(...(await withValues(path, io)));
      report(unpackSession(session, dirname(file), limits()), file, json, io);
    });
}

const limits = () => ({ maxBytes: readableValueBytes() });

/** Reads a session and its large values, and says which of them are not there. */
async function withValues(path: string, io: CommandIo): Promise<[RecordedSession, SessionValues]> {
  const session = await readSession(path);
  for (const warning of valueWarnings(session, path)) io.note(`Note: ${escapeText(warning)}`);
  return [session, new SessionValues(session, path, limits())];
}

/** Writes the session, and says how many values it has, and how many are not there. */
function report({ session, missing }: PackedSession, file: string, json: true | undefined, io: CommandIo): void {
  writeFileWhole(file, serializeSession(session));
  const files = distinctFiles(session);
  const gone = new Set(missing.map((one) => one.file.sha256));
  const there = files.filter(({ sha256 }) => !gone.has(sha256));
  const bytes = there.reduce((sum, one) => sum + one.bytes, 0);
  if (missing.length > 0) io.exitWith(1);
  const over = missing.filter(({ why }) => why === 'over').length;
  if (over > 0)
    io.note(
      `Note: ${counted(over, 'large value')} ${over === 1 ? 'is' : 'are'} more than is read of a session. ${READ_MORE}`,
    );
  if (json) {
    printJson(io, {
      output: file,
      values: there.length,
      bytes,
      missing: missing.map(({ file: { sha256 }, why }) => ({ sha256, why })),
    });
    return;
  }
  io.print(
    `Written: ${escapeText(file)}, with ${counted(there.length, 'large value')} of ${readableSize(bytes)}${missing.length > 0 ? `; ${counted(missing.length, 'value')} could not be read` : ''}.`,
  );
}
