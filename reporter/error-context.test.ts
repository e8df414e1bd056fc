import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { fakeSession } from '../src/replay/fake-session.test.support.ts';
import { findCauses } from '../src/triage/causes/find-causes.ts';
import { type AttemptInContext, addToErrorContext } from './error-context.ts';

const session = fakeSession([{ command: 'save_note', result: { Err: 'disk full' } }]);

/** An attempt in the output folder of the running test, with these attachments of the name `error-context`. */
function attempt(paths: string[], findLeak: AttemptInContext['findLeak'] = () => undefined): AttemptInContext {
  const outputDir = test.info().outputPath('results');
  mkdirSync(outputDir, { recursive: true });
  return {
    test: { parent: { project: () => ({ outputDir }) } } as unknown as AttemptInContext['test'],
    result: {
      attachments: paths.map((path) => ({
        name: 'error-context',
        contentType: 'text/markdown',
        path: join(outputDir, path),
      })),
    } as unknown as AttemptInContext['result'],
    sessionFile: 'ipc-session.json',
    replayCommand: 'npx ipc-recorder replay ipc-session.json',
    findLeak,
  };
}

function written(name: string): string {
  const file = test.info().outputPath('results', name);
  writeFileSync(file, '# Error details');
  return file;
}

test('what is added a second time takes the place of what was added before', () => {
  const one = attempt(['error-context.md']);
  const file = written('error-context.md');
  addToErrorContext(one, session);
  const first = readFileSync(file, 'utf8');
  expect(first).toMatch(/^# Error details\n\n# IPC of this test\n/);
  addToErrorContext(one, session);
  expect(readFileSync(file, 'utf8')).toBe(first);
  addToErrorContext(one, session, findCauses(session, { baselines: [fakeSession([{ command: 'save_note' }])] }));
  const last = readFileSync(file, 'utf8');
  expect(last.match(/# IPC of this test/g)).toHaveLength(1);
  expect(last).toContain('(compared with 1 that passed)');
});

test('a version of Playwright that has written no text gets none', () => {
  addToErrorContext(attempt([]), session);
  addToErrorContext(attempt(['error-context.md']), session);
  expect(() => readFileSync(test.info().outputPath('results/error-context.md'))).toThrow('ENOENT');
});

test('a text with a secret in it is not added', () => {
  const one = attempt(['error-context.md'], (text) => (text.includes('disk full') ? 'a rule' : undefined));
  const file = written('error-context.md');
  addToErrorContext(one, session);
  expect(readFileSync(file, 'utf8')).toBe('# Error details');
});

test('a link in the place of the file leads to no other file', () => {
  const one = attempt(['error-context.md']);
  const other = written('other.md');
  symlinkSync(other, test.info().outputPath('results/error-context.md'));
  addToErrorContext(one, session);
  expect(readFileSync(other, 'utf8')).toBe('# Error details');
});
