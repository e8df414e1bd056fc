// Checks what the documents say of themselves and of the tree: lengths, links, names of files and tests, and unpadded tables.
// Their examples and their tables of options are checked by readme.spec.ts, since those need the built package.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from '../steps.mjs';

/** Words that a document may have. In ARCHITECTURE the code marks of tables do not count: its import table is read by a program. */
const MAX_WORDS = { 'README.md': 1_500, 'ARCHITECTURE.md': 1_200 };
const FOLDERS = ['src', 'fixtures', 'reporter', 'e2e', 'fuzz', 'bench', 'examples', 'scripts', 'docs'];
const TEST = /\.(test|spec)\.ts$/;
/** Folders that are made, not kept. */
const MADE = /^(\.|node_modules$|test-results$|dist$|target$|playwright-report$)/;

/**
 * All faults, one line each; empty when the documents are in order.
 *
 * @param documents texts by name, such as `docs/replay.md`.
 * @param files the names of all files of the checkout.
 * @param read the text of one of the files.
 */
export function docFaults({ documents, files, read }) {
  return Object.entries(documents).flatMap(([name, text]) => [
    ...lengthFaults(name, text),
    ...linkFaults(name, text, documents, files),
    ...tableFaults(name, text),
    ...nameFaults(name, text, files),
    ...testFaults(name, text, files, read),
  ]);
}

/** Words as a reader counts them: what holds a letter or a digit, code blocks included. */
export function countWords(name, text) {
  const lines = text
    .split('\n')
    .map((line) => (name === 'ARCHITECTURE.md' && line.startsWith('|') ? line.replace(/`[^`]*`/g, '') : line));
  return lines.flatMap((line) => line.split(/\s+/)).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function lengthFaults(name, text) {
  const words = countWords(name, text);
  const most = MAX_WORDS[name] ?? Number.POSITIVE_INFINITY;
  return words > most ? [`${name}: has ${words} words, and may have ${most}.`] : [];
}

function linkFaults(name, text, documents, files) {
  return [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(([, path = '', anchor]) => {
    const target = path === '' ? name : posix.join(posix.dirname(name), path);
    if (!has(files, target)) return [`${name}: links to ${target}, which does not exist.`];
    const headings = (documents[target] ?? '').match(/^#+ .*/gm) ?? [];
    if (anchor === undefined || headings.map(anchorOf).includes(anchor)) return [];
    return [`${name}: links to #${anchor} of ${target}, which has no such heading.`];
  });
}

/** As GitHub makes it of a heading. */
function anchorOf(heading) {
  return heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** Padding changes every row when one grows. */
function tableFaults(name, text) {
  const padded = text.split('\n').findIndex((line) => /^\|.*(?: {2}|-{4}).*\|$/.test(line));
  return padded === -1 ? [] : [`${name}:${padded + 1}: the table is padded. Write cells with one space on each side.`];
}

/** Code marks with the path of a source must name a file: by its whole path, or by the end of one. */
function nameFaults(name, text, files) {
  const isOfTree = name === 'ARCHITECTURE.md' || name.startsWith('docs/decisions/');
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([\w@.-]+(?:\/[\w@.-]+)*\/?)`/g)].flatMap(([, path]) => {
    const [first] = path.split('/');
    const isPath = FOLDERS.includes(first) && path.includes('/');
    if (!isPath && !(isOfTree && /\.(tsx?|mjs|sh)$/.test(path))) return [];
    const isThere = isPath ? has(files, path) : files.some((file) => `/${file}`.endsWith(`/${path}`));
    return isThere ? [] : [`${name}: names ${path}, which does not exist.`];
  });
}

/** A decision names tests by their titles, or by how these begin. */
function testFaults(name, text, files, read) {
  if (!name.startsWith('docs/decisions/')) return [];
  const titles = [...text.matchAll(/^- \*\*Test:\*\* .*$/gm)].flatMap(([line]) =>
    [...line.matchAll(/"([^"]+)"/g)].map(([, title]) => title),
  );
  const sources = files.filter((file) => TEST.test(file)).map((file) => read(file).replaceAll("\\'", "'"));
  return titles
    .filter((title) => !sources.some((source) => source.includes(title)))
    .map((title) => `${name}: no test is named "${title}".`);
}

function has(files, path) {
  const plain = path.replace(/\/$/, '');
  return files.some((file) => file === plain || file.startsWith(`${plain}/`));
}

export function checkDocs() {
  const files = filesIn(root);
  const read = (file) => readFileSync(join(root, file), 'utf8');
  const documents = Object.fromEntries(files.filter((file) => /\.md$/.test(file)).map((file) => [file, read(file)]));
  const faults = docFaults({ documents, files, read });
  if (faults.length > 0) throw new Error(`documents: ${faults.length} faults\n${faults.join('\n')}`);
}

function filesIn(folder) {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    if (MADE.test(entry) || !existsSync(path)) return [];
    return statSync(path).isDirectory() ? filesIn(path) : [relative(root, path).split(sep).join('/')];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    checkDocs();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
