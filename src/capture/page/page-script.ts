import { readFileSync } from 'node:fs';
import { builtFile } from '../../package-files.ts';
import type { PageConfig, PageServe } from '../page-protocol.ts';
import { makeSafeGlobals, SAFE_GLOBALS } from './door/safe-globals.ts';

/** The page's half of this package, as the build has cut it. */
interface PageParts {
  /** The modules in the order in which they run, with the numbers of those that each stands on. */
  modules: { code: string; needs: number[] }[];
  /** The function that each part is, and its module. */
  parts: Record<string, { name: string; module: number }>;
}

/** Writes the script that runs first in every document: what the config asks for of the page's half, started with the config. */
export function pageScript(config: PageConfig): string {
  const { events, sources, serve } = config;
  const kinds = Object.keys(events).filter((kind) => events[kind as keyof typeof events]);
  const parts = `{ sources: ${record(sources)}, events: ${record(kinds)} }`;
  const start = answersScript(serve);
  const given = `${JSON.stringify(config)}, ${parts}${start && `, ${start}`}`;
  const safe = `const { ${SAFE_GLOBALS} } = (${makeSafeGlobals})();`;
  return `(() => {'use strict';\n${safe}\n${codeOf(['install', ...sources, ...kinds])}\n${partNamed('install').name}(${given});\n})();`;
}

/** Writes an expression whose value starts the part that answers from a session; empty where the page does not. */
export function answersScript(serve: PageServe | null): string {
  if (serve?.replay === undefined) return '';
  answers ??= readFileSync(builtFile('src/capture/page-answers.js'), 'utf8');
  return `(() => {\n${answers}\nreturn __ipcRecorderAnswers.start;\n})()`;
}

let answers: string | undefined;
let built: PageParts | undefined;
/** The code of each set of parts that was asked for: contexts of one project have the same. */
const joined = new Map<string, string>();

/** Writes the code of some parts, with what they stand on, and nothing else. */
function codeOf(parts: string[]): string {
  const key = parts.join();
  const known = joined.get(key);
  if (known !== undefined) return known;
  const { modules } = pageParts();
  const needed = new Set<number>();
  const need = (at: number) => {
    if (needed.has(at)) return;
    needed.add(at);
    modules[at]?.needs.forEach(need);
  };
  for (const part of parts) need(partNamed(part).module);
  const code = modules.flatMap((module, at) => (needed.has(at) ? module.code : [])).join('\n');
  joined.set(key, code);
  return code;
}

function record(parts: string[]): string {
  return `{ ${parts.map((part) => `${JSON.stringify(part)}: ${partNamed(part).name}`).join(', ')} }`;
}

function partNamed(part: string): { name: string; module: number } {
  const found = pageParts().parts[part];
  if (found === undefined) throw new Error(`The page script has no part "${part}".`);
  return found;
}

function pageParts(): PageParts {
  built ??= JSON.parse(readFileSync(builtFile('src/capture/page-parts.json'), 'utf8')) as PageParts;
  return built;
}
