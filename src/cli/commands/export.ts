import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import { toHar } from '../../export/to-har.ts';
import { toNdjson } from '../../export/to-ndjson.ts';
import { toVictauri } from '../../export/to-victauri.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { escapeJson, escapeText } from '../../std/text/printable-text.ts';
import { readWholeSession } from '../../store/values/read-whole-session.ts';
import { valueWarnings } from '../../store/values/value-warnings.ts';
import { writeFileWhole } from '../../store/write-file-whole.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';

type Format = 'ndjson' | 'har' | 'victauri';

interface ExportOptions {
  format: Format;
  output?: string;
  json?: true;
}

export function exportCommand(io: CommandIo): Command {
  return new Command('export')
    .summary('write a session in a format of other tools')
    .description(
      'ndjson: a line of JSON for each call and message, for jq, DuckDB or a spreadsheet.\n' +
        'har: what browsers and HTTP tools show; a call is a POST to ipc://<window>/<command>.\n' +
        "victauri: the session with the fields of Victauri's format alone.\n" +
        'Large values are in their places. None of these can be replayed: keep the session.',
    )
    .argument('<session>', 'a session, its folder, or the journal that a killed run left')
    .addOption(
      new Option('--format <format>', 'what to write').choices(['ndjson', 'har', 'victauri']).default('ndjson'),
    )
    .option('-o, --output <file>', 'where it goes (default: standard output)')
    .option('--json', 'print what was written as JSON; needs --output')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder export ipc-session.json | jq -r .command | sort | uniq -c
  ipc-recorder export ipc-session.json --format har -o ipc.har
  ipc-recorder export ipc-session.json --format victauri -o session.json`,
    )
    .action((session: string, options: ExportOptions) => exportSession(session, options, io));
}

/** Bytes of the largest session that Victauri's import takes. */
const VICTAURI_LIMIT = 2 * 1024 * 1024;

async function exportSession(path: string, { format, output, json }: ExportOptions, io: CommandIo): Promise<void> {
  const session = await readWholeSession(path);
  for (const warning of valueWarnings(session, path)) io.note(`Warning: ${escapeText(warning)}`);
  const text = textOf(session, format);
  const bytes = Buffer.byteLength(text);
  if (format === 'victauri' && bytes > VICTAURI_LIMIT)
    io.note(
      `Warning: it has ${(bytes / 1024 / 1024).toFixed(1)} MiB, and Victauri's import takes 2 MiB: cut it down by ipc-recorder minimize.`,
    );
  if (output === undefined) return io.print(escapeJson(text.trimEnd()));
  writeFileWhole(output, text);
  if (json) printJson(io, { output, format, bytes });
  else io.print(`Written: ${escapeText(output)}`);
}

function textOf(session: RecordedSession, format: Format): string {
  if (format === 'ndjson') return toNdjson(session);
  const { version } = createRequire(import.meta.url)('playwright-ipc-recorder/package.json') as { version: string };
  return `${JSON.stringify(format === 'har' ? toHar(session, version) : toVictauri(session))}\n`;
}
