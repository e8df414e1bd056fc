// Checks every import against the table "Who may import whom" of ARCHITECTURE.md, and refuses circles, those of types too.
// A row gives one room (a folder, or a file) and all that it may import: rooms, and packages. `types of X` allows `import type` alone.
// What has a row of its own is not part of the folder around it. Unit tests may import what they like.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from './steps.mjs';

const DOCUMENT = 'ARCHITECTURE.md';
const HEADING = '## Who may import whom';
const FOLDERS = ['src', 'fixtures', 'reporter', 'e2e', 'fuzz'];
const FOR_TYPES = 'types of ';
const IMPORT =
  /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'|^import\s+'([^']+)'/gm;

/** All faults, one line each; empty when the tree keeps the law. */
export function importFaults({ document, files }) {
  const rooms = readTable(document);
  const faults = [];
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
    if (/\.test\.(support\.)?tsx?$/.test(file)) continue;
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
  const rows = document
    .slice(document.indexOf(HEADING))
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, 3));
  if (rows.length === 0) throw new Error(`${DOCUMENT} has no table below "${HEADING}".`);
  return rows.map(([room, allowed]) => {
    const [name] = namesIn(room);
    return { name, allowed: namesIn(allowed) };
  });
}

function namesIn(cell) {
  return [...cell.matchAll(/(types of )?`([^`]+)`/g)].map(([, types = '', name]) => types + name.replace(/\/$/, ''));
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
  // Styles, pages and the like have no row of their own.
  const home = roomOf(target, rooms);
  return home === undefined || home === room || allowed.some((one) => one === target || isWithin(home.name, one));
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
    return /\.tsx?$/.test(entry.name) ? [path] : [];
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
