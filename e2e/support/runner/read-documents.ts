import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const repository = dirname(createRequire(import.meta.url).resolve('playwright-ipc-recorder/package.json'));

/** A fenced block of a document. */
export interface Block {
  /** The first word behind the fence. */
  language: string;
  /** The file it is, from `title="…"`. */
  title: string | undefined;
  text: string;
}

export interface Document {
  /** Relative to the repository, such as `docs/replay.md`. */
  name: string;
  text: string;
  blocks: Block[];
}

/** The README and the pages of docs/. */
export function readDocuments(): Document[] {
  const docs = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .sort();
  return ['README.md', ...docs].map((name) => {
    const text = readFileSync(join(repository, name), 'utf8');
    return { name, text, blocks: blocksOf(text) };
  });
}

/** The blocks that are files, by name. */
export function filesOf({ name, blocks }: Document): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { title, text } of blocks) {
    if (title === undefined) continue;
    if (title in files) throw new Error(`${name} has two blocks "${title}".`);
    files[title] = text;
  }
  return files;
}

/** The table below a heading whose first column has this title: its rows without the head, code marks left out. */
export function tableBelow({ name, text }: Document, heading: string, firstColumn: string): string[][] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ |`/g, '') === heading && line.startsWith('#'));
  const head = lines.findIndex(
    (line, at) => at > start && cellsOf(line)[0] === firstColumn && /^\| *-/.test(lines[at + 1] ?? ''),
  );
  if (start < 0 || head < 0) throw new Error(`${name} has no table "${firstColumn}" below "${heading}".`);
  const rows: string[][] = [];
  for (let at = head + 2; lines[at]?.startsWith('|'); at += 1) rows.push(cellsOf(lines[at] ?? ''));
  return rows;
}

function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\w+)(?: title="([^"]+)")?\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', title, body = '']) => ({ language, title, text: body }),
  );
}

function cellsOf(row: string): string[] {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', '').replaceAll('\\|', '|'));
}
