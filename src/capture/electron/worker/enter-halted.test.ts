import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, test } from '@playwright/test';
import { choosePort, enterHalted } from './enter-halted.ts';

/** A Node process that halts as a packaged app does. Its module tells what it finds. */
function startHalted(file: string) {
  writeFileSync(file, 'console.log("found " + String(globalThis.found));');
  const port = choosePort();
  const child = spawn(process.execPath, [`--inspect-brk=${port}`, file]);
  return { port, told: text(child.stdout) };
}

for (const [kind, name] of Object.entries({ 'a CommonJS module': 'main.cjs', 'an ES module': 'main.mjs' }))
  test(`runs an expression before the first line of ${kind}, with a require`, async () => {
    const { port, told } = startHalted(test.info().outputPath(name));
    await enterHalted(port, `globalThis.found = require('node:path').basename('a/b')`, () => true);
    expect(await told).toBe('found b\n');
  });

test('lets a process go on in which the expression fails, and says why', async () => {
  const { port, told } = startHalted(test.info().outputPath('main.cjs'));
  await expect(enterHalted(port, `throw new Error('no')`, () => true)).rejects.toThrow('Error: no');
  expect(await told).toBe('found undefined\n');
});

test('waits no more for a process that is not wanted any longer', async () => {
  let isWanted = true;
  const entering = enterHalted(choosePort(), '0', () => isWanted);
  isWanted = false;
  await entering;
});
