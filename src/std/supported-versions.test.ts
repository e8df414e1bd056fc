import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { faultOfNode, faultOfPlaywright, OLDEST_NODE, OLDEST_PLAYWRIGHT } from './supported-versions.ts';

test('the package asks for the versions that the code asks for', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(manifest.peerDependencies['@playwright/test']).toBe(`>=${OLDEST_PLAYWRIGHT}.0`);
  expect(manifest.engines.node).toBe(`>=${OLDEST_NODE}`);
});

test('a version that is too old is answered with the one that is needed', () => {
  expect(faultOfPlaywright('1.52.0')).toBe(
    'playwright-ipc-recorder needs @playwright/test 1.53 or newer, and this is 1.52.0. Update it: npm install -D @playwright/test@latest',
  );
  expect(faultOfNode('18.20.8')).toBe(
    'playwright-ipc-recorder needs Node 20.19 or newer, and this is 18.20.8. Update Node: https://nodejs.org',
  );
});

test('versions are compared by their numbers', () => {
  expect(['1.53.0', '1.100.0', '2.0.0', '1.53.0-beta-1'].map(faultOfPlaywright)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([faultOfNode('20.19.0'), faultOfNode('22.1.0')]).toEqual([undefined, undefined]);
  expect(faultOfNode('20.9.0')).toContain('20.9.0');
});
