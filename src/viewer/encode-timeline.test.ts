import { expect, test } from '@playwright/test';
import { fakeSession, fakeStep } from '../replay/fake-session.test.support.ts';
import type { IpcCall, SessionTest, StateCheckpoint } from '../session/format/schema.ts';
import { failureFacts } from '../triage/failure-facts.ts';
import { EventColumns } from './app/data/event-columns.ts';
import { findFailure } from './app/data/find-failure.ts';
import { buildSteps, flattenSteps } from './app/data/step-nodes.ts';
import { encodeHeader } from './encode-timeline.ts';

const CALLS: [command: string, isOfFramework: boolean, rest?: Partial<IpcCall>][] = [
  ['save_note', false],
  ['plugin:window|set_title', true],
  ['plugin:__TAURI_CHANNEL__|fetch', true],
  ['plugin:sql|select', false],
  ['plugin:store|get', false],
  ['tauri:Window.setTitle', true],
  ['tauri:Fs.readTextFile', false],
  ['wails:Window.SetTitle', true],
  ['wails:WindowGetSize', true],
  ['wails:1411160069', false],
  ['os.execCommand', false],
  ['plugin:window|set_title', true, { source: 'tauri' }],
  ['plugin:window|set_title', false, { source: 'electron' }],
  ['wails:Window.SetTitle', false, { source: 'tauri' }],
  ['wails:Window.SetTitle', true, { source: 'wails-v3' }],
  ['plugin:window|set_title', true, { source: 'a source of mine' }],
];

test('the page and the summary say the same of each call: whether it is of the framework', () => {
  for (const [command, isOfFramework, rest] of CALLS) {
    const session = fakeSession([{ command, ...rest }]);
    const { columns } = encodeHeader(session, '', undefined);
    const title = `${command} of ${rest?.source}`;
    expect(new EventColumns(columns, 1).isFramework(0), title).toBe(isOfFramework);
    expect(failureFacts(session).counts.internal, title).toBe(isOfFramework ? 1 : 0);
  }
});

test('a push is the app’s, unless it came down a channel of a call to the framework', () => {
  const push = { command: 'plugin:window|moved#onMove', kind: 'push' as const };
  const { columns } = encodeHeader(fakeSession([push, { ...push, channel: 'c0' }]), '', undefined);
  expect(columns.framework).toBe('01');
});

test('the page shows the step that the summary names', () => {
  const base = { title_path: ['t'], file: 'a', line: 1, project: '', attempt: 0 };
  const caught = fakeStep('end', ['try', 'click'], 1, { error: 'Error: caught' });
  const tried = (at: number) => fakeStep('end', ['toPass', 'toBe'], at, { id: `tried ${at}`, error: 'Error: no' });
  const open = [fakeStep('begin', ['save'], 1), fakeStep('begin', ['save', 'click'], 2)];
  const cases: [checkpoints: StateCheckpoint[], test: SessionTest, failing: string | undefined][] = [
    [[caught, tried(2), tried(3)], { ...base, status: 'failed', errors: ['Error: no'] }, 'tried 3'],
    [[caught, ...open], { ...base, status: 'timedOut', errors: ['Test timeout of 9ms exceeded.'] }, 'save/click'],
    [[caught], { ...base, status: 'passed' }, undefined],
  ];
  for (const [checkpoints, test, failing] of cases) {
    const session = fakeSession([{ command: 'a' }, { command: 'b' }], { test, checkpoints });
    const header = JSON.parse(JSON.stringify(encodeHeader(session, '', undefined)));
    const steps = flattenSteps(buildSteps(header.checkpoints, header.length, 2));
    const { step } = findFailure(steps, new EventColumns(header.columns, 2), header);
    expect(checkpoints[step?.ends ?? step?.begins ?? -1]?.step?.id).toBe(failing);
    expect(failureFacts(session).step?.id).toBe(failing);
  }
});
