import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { rowOf } from './compare.mjs';

const PLAYWRIGHT = '@playwright/test';

/** What importing our entries adds to importing Playwright, as runner and workers both do; CPU time of a process of its own. */
export async function run({ rounds }) {
  const entries = ['fixtures', 'electron', 'reporter'].map((name) => `playwright-ipc-recorder/${name}`);
  const ratios = Object.fromEntries(entries.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of entries) {
      const given = [[PLAYWRIGHT], [PLAYWRIGHT, name]];
      if (round % 2 === 0) given.reverse();
      const costs = new Map(given.map((names) => [names.length, cpuOfImports(names)]));
      if (round >= 0) ratios[name].push(costs.get(2) / costs.get(1));
    }
  }
  return entries.map((name) =>
    rowOf({ what: `import ${name}`, reference: `import ${PLAYWRIGHT} alone`, ratios: ratios[name], measure: 'CPU' }),
  );
}

function cpuOfImports(names) {
  const imports = names.map((name) => `await import(${JSON.stringify(import.meta.resolve(name))});`).join(' ');
  const script = `const start = process.cpuUsage(); ${imports} const { user, system } = process.cpuUsage(start); console.log(user + system)`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}
