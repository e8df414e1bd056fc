import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from '@playwright/test';

test('a shim of rustup that has no toolchain is told of as a Rust that is missing', () => {
  test.skip(process.platform !== 'linux', 'the Tauri app is built on Linux alone');
  const folder = test.info().outputPath('bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    `${folder}/cargo`,
    '#!/bin/sh\necho "error: rustup could not choose a version of cargo to run" >&2\nexit 1\n',
  );
  chmodSync(`${folder}/cargo`, 0o755);
  const script = new URL('../tauri.mjs', import.meta.url).href;
  const code = `console.log((await import(${JSON.stringify(script)})).missingForTauri())`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH: folder },
    encoding: 'utf8',
  });
  expect(stdout, stderr).toContain('Rust 1.88 or newer is not installed: see https://rustup.rs.');
});
