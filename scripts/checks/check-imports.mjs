// Checks every import against the table "Who may import whom" of ARCHITECTURE.md, and refuses circles, those of types too.
// A row gives rooms (a folder, or a file) and all that they may import: rooms, packages, and groups, which stand above the table
// as "- `group`: `name`, `name`". `types of X` allows `import type` alone, and `*` any package.
// A folder with a row of its own is not part of the folder around it. Unit tests may import what they like.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from '../steps.mjs';

const DOCUMENT = 'ARCHITECTURE.md';
const HEADING = '## Who may import whom';
const FOLDERS = ['src', 'fixtures', 'reporter', 'e2e', 'fuzz', 'bench', 'scripts', 'examples'];
const SOURCE = /(?<!\.d)\.(tsx?|mjs)$/;
const TEST = /\.test\.(support\.)?tsx?$/;
const FOR_TYPES = 'types of ';
const IMPORT =
  /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'|^import\s+'([^']+)'/gm;

/** All faults, one line each; empty when the tree keeps the law. */
export function importFaults({ document, files }) {
  const rooms = readTable(document);
  const faults = tableFaults(rooms, files);
  const graph = new Map();
  for (const [file, text] of files) {
    const room = roomOf(file, rooms);
    if (room === undefined) {
      faults.push(`${file}: no row of the table in ${DOCUMENT} has this file. Add its folder.`);
      continue;
    }
    const imports = importsOf(file, text);
    graph.set(
      file,
      imports.flatMap(({ target }) => target ?? []),
    );
    if (TEST.test(file)) continue;
    for (const one of imports) {
      if (isAllowed(one, room, rooms)) continue;
      const what = one.target ?? (one.isType ? `types of ${one.name}` : one.name);
      faults.push(`${file}: "${room.name}" may not import "${what}" (see the table in ${DOCUMENT}).`);
    }
  }
  for (const circle of circlesIn(graph)) faults.push(`circle: ${circle.join(' -> ')}`);
  return faults;
}

/** @returns {{ name: string, allowed: string[] }[]} */
function readTable(document) {
  const [, section = ''] = document.split(`${HEADING}\n`);
  const [lines] = section.split(/^## /m);
  const groups = new Map();
  const namesOf = (text) => namesIn(text).flatMap((name) => groups.get(name) ?? name);
  for (const [, group, text] of lines.matchAll(/^- `([\w ]+)`: (.*)$/gm)) groups.set(group, namesOf(text));
  const rows = [...lines.matchAll(/^\| (`.*?) \| (.*?) \|$/gm)];
  if (rows.length === 0) throw new Error(`${DOCUMENT} has no table below "${HEADING}".`);
  return rows.flatMap(([, names, text]) => {
    const allowed = namesOf(text);
    return namesIn(names).map((name) => ({ name, allowed }));
  });
}

/** The names in code marks; `a/{b,c}` is two of them. */
function namesIn(cell) {
  return [...cell.matchAll(/(types of )?`([^`]+)`/g)].flatMap(([, types = '', text]) => {
    const [, before, list, after] = /^(.*)\{(.*)\}(.*)$/.exec(text) ?? [undefined, '', text, ''];
    const names = before === '' && after === '' ? [list] : list.split(',').map((part) => before + part + after);
    return names.map((name) => types + name.replace(/\/$/, ''));
  });
}

/** Rows that no file needs, and names that nothing has: a table with either says what is not so. */
function tableFaults(rooms, files) {
  const isRoom = (name) => rooms.some((room) => room.name === name);
  const unused = rooms
    .filter((room) => !files.some(([file]) => roomOf(file, rooms) === room))
    .map(({ name }) => `${DOCUMENT}: the row "${name}" has no file.`);
  const known = (name) =>
    isRoom(name) ||
    files.some(([file]) => file === name) ||
    (name.endsWith('/**') && files.some(([file]) => file.startsWith(name.slice(0, -2))));
  const paths = new Set(rooms.flatMap(({ allowed }) => allowed.map((one) => one.replace(FOR_TYPES, ''))));
  const unknown = [...paths]
    .filter((name) => FOLDERS.includes(name.split('/')[0]) && !known(name))
    .map((name) => `${DOCUMENT}: "${name}" is neither a row of the table nor a file.`);
  return [...unused, ...unknown];
}

/** The row for a file: the longest name that it is in. */
function roomOf(file, rooms) {
  const holding = rooms.filter(({ name }) => file === name || file.startsWith(`${name}/`));
  return holding.sort((one, other) => other.name.length - one.name.length)[0];
}

function importsOf(file, text) {
  return [...text.matchAll(IMPORT)].map(([, type, from, later, bare]) => {
    const name = from ?? later ?? bare;
    const target = name.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), name)) : undefined;
    return { name, target, isType: type !== undefined };
  });
}

function isAllowed({ name, target, isType }, room, rooms) {
  const allowed = room.allowed.flatMap((one) => {
    if (!one.startsWith(FOR_TYPES)) return one;
    return isType ? one.slice(FOR_TYPES.length) : [];
  });
  if (target === undefined) {
    const plain = builtinModules.includes(name) ? `node:${name}` : name;
    return allowed.some((one) =>
      one.endsWith('*') ? plain.startsWith(one.slice(0, -1)) : plain === one || plain.startsWith(`${one}/`),
    );
  }
  const home = roomOf(target, rooms);
  if (home === undefined) return false;
  return home === room || allowed.some((one) => one === target || isWithin(home.name, one));
}

/** A folder with a row of its own is named by itself: `src/capture` does not stand for `src/capture/injected`. */
function isWithin(room, allowed) {
  return room === allowed || (allowed.endsWith('/**') && `${room}/`.startsWith(allowed.slice(0, -2)));
}

/** One circle for each file that imports itself by way of others and was in none before. */
function circlesIn(graph) {
  const circles = [];
  const done = new Set();
  const visit = (file, path) => {
    const at = path.indexOf(file);
    if (at !== -1) return void circles.push([...path.slice(at), file]);
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}

export function checkImports() {
  const document = readFileSync(join(root, DOCUMENT), 'utf8');
  const files = FOLDERS.flatMap((folder) => sourcesIn(join(root, folder))).map((file) => [
    relative(root, file).split(sep).join('/'),
    readFileSync(file, 'utf8'),
  ]);
  const faults = importFaults({ document, files });
  if (faults.length > 0) throw new Error(`imports: ${faults.length} faults\n${faults.join('\n')}`);
}

function sourcesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(\.|node_modules|test-results|target$)/.test(entry.name) ? [] : sourcesIn(path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    checkImports();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
