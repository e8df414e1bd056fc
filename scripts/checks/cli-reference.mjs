// Writes docs/reference/cli.md from what the commands themselves say: `node scripts/checks/cli-reference.mjs`, after a build.
// readme.spec.ts fails when the page is older than the commands.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from '../steps.mjs';

const FILE = join(root, 'docs/reference/cli.md');
const COMMANDS = join(root, 'build/src/cli/commands');

/** The page as the built commands make it. */
export async function cliReference() {
  const commands = await Promise.all(
    readdirSync(COMMANDS)
      .filter((file) => /^[\w-]+\.js$/.test(file))
      .map(async (file) => Object.values(await import(pathToFileURL(join(COMMANDS, file)).href))),
  );
  const io = { print() {}, note() {}, exitWith() {} };
  const made = commands
    .flat()
    .filter((one) => typeof one === 'function' && one.name.endsWith('Command'))
    .map((create) => create(io))
    .sort((one, other) => (one.name() < other.name() ? -1 : 1));
  return `${HEAD}${made.flatMap((command) => sectionsOf(command)).join('\n')}`;
}

const HEAD = `# Command line

\`npx ipc-recorder <command>\`. A session is named by its file, by its folder, or by the journal that a killed run left; gzip is read too.

Exit codes: 0 done or same, 1 differs, 2 wrong use or bad input, 130 interrupted (143 by SIGTERM, 129 by SIGHUP).
\`doctor\` exits with 1 when there is something to do, \`minimize\` with 1 when its time was over before the result was known to be the least or no answer is known to matter, \`explain\` and \`verify\` with 2 when they cannot tell, and \`replay --bisect\` with 125 when nothing can be told.

This page is written by \`scripts/checks/cli-reference.mjs\` from what \`--help\` says.

`;

function sectionsOf(command, above = '') {
  const name = `${above}${command.name()}`;
  const nested = command.commands.filter((one) => one.name() !== 'help');
  const usage = nested.length > 0 ? `${name} <command>` : `${name} ${command.usage()}`;
  return [
    `## \`${name}\`\n`,
    `\`ipc-recorder ${usage}\`\n`,
    `${command.description()}\n`,
    ...(nested.length > 0 ? [] : tablesOf(command)),
    ...examplesOf(command),
    ...nested.flatMap((one) => sectionsOf(one, `${name} `)),
  ];
}

/** A table of the arguments and the general options, and one for each group of options that the help has. */
function tablesOf(command) {
  const help = command.createHelp();
  const groups = new Map([
    ['', help.visibleArguments(command).map((one) => [help.argumentTerm(one), help.argumentDescription(one)])],
  ]);
  for (const option of help.visibleOptions(command).filter(({ long }) => long !== '--help')) {
    const heading = (option.helpGroupHeading ?? '').replace(/^Options:$/, '');
    groups.set(heading, [...(groups.get(heading) ?? []), [help.optionTerm(option), help.optionDescription(option)]]);
  }
  return [...groups].flatMap(([heading, rows]) => [
    ...(heading === '' ? [] : [`${heading}\n`]),
    '| argument or option | meaning |',
    '| --- | --- |',
    ...rows.map(([term, meaning]) => `| \`${term}\` | ${cell(meaning)} |`),
    '',
  ]);
}

const cell = (text) =>
  text
    .replaceAll('\n', ' ')
    .replaceAll('|', '\\|')
    .replace(/<[^>]+>(\[[^\]]*\])*/g, '`$&`');

function examplesOf(command) {
  let text = '';
  command.configureOutput({
    writeOut: (written) => {
      text += written;
    },
  });
  command.outputHelp();
  const [, examples] = text.split('Examples:\n');
  if (examples === undefined) return [];
  const lines = examples
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().replace(/^ipc-recorder/, 'npx ipc-recorder'));
  return ['```sh', ...lines, '```', ''];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, await cliReference());
