import { expect, test } from '@playwright/test';
import { fakeSession } from '../fake-session.test.support.ts';
import { generateSpec } from './generate-spec.ts';

/** Writes the spec of a session that began at an address; returns what it opens, and the warning of it. */
function opened(url: string, base_url?: string): [goto: string | undefined, warning: string | undefined] {
  const session = fakeSession([{ command: 'load' }], {
    events: [
      {
        index: 0,
        timestamp: AT,
        event: { type: 'WindowEvent', label: 'main', event: 'navigation.initial', timestamp: AT, url },
      },
    ],
    test: { file: 'a.spec.ts', line: 1, title_path: ['a'], project: '', attempt: 0, ...(base_url && { base_url }) },
  });
  const { text, warnings } = generateSpec(session, { sessionFile: 'ipc-session.json' });
  return [/page\.goto\((.*)\)/.exec(text)?.[1], warnings.find((warning) => /see whether you know/.test(warning))];
}

const AT = '2026-11-23T09:30:00.000Z';

test('an address below the base is opened by its path', () => {
  expect(opened('http://localhost:1420/notes?id=1#top', 'http://localhost:1420')).toEqual([
    '"/notes?id=1#top"',
    undefined,
  ]);
  expect(opened('http://localhost:1420/app/notes', 'http://localhost:1420/app/')).toEqual(['"/app/notes"', undefined]);
  // The port of the base is the beginning of another one.
  expect(opened('http://localhost:14201/x', 'http://localhost:1420')).toEqual([
    '"http://localhost:14201/x"',
    undefined,
  ]);
});

test('what a spec opens is the address that was looked at, and one of another machine is warned of', () => {
  const base = 'http://localhost:1420';
  for (const url of [
    `${base}//evil.example/x`,
    `${base}///evil.example/x`,
    `${base}/\\evil.example/x`,
    `${base}\\\\evil.example/x`,
    `${base}/\t/evil.example/x`,
    `${base}/.//evil.example/x`,
    `${base}/..//evil.example/x`,
    `${base}@evil.example/x`,
    'http://localhost.evil.example/x',
    'http:evil.example/x',
    'HTTPS://evil.example',
    'http://user:pw@evil.example/',
  ]) {
    const [goto = '""', warning] = opened(url, base);
    // As the browser reads it, with a base address of the user's own.
    const { hostname } = new URL(JSON.parse(goto), 'http://own.example/app/');
    expect(['localhost', 'evil.example', 'localhost.evil.example'], url).toContain(hostname);
    if (hostname !== 'localhost') expect(warning, url).toContain('the spec opens');
  }
});

test('what is no address of the web is opened by nothing', () => {
  for (const url of [
    'javascript:pwned()',
    ' javascript:pwned()',
    'data:text/html,x',
    'file:///etc/passwd',
    'http://',
    '//evil.example',
  ])
    expect(opened(url)).toEqual([`'/'`, undefined]);
});
