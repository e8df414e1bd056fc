import { expect, test } from '@playwright/test';
import type { HookTools } from './hook-tools.ts';
import { Pushes } from './pushes.ts';

/** Stand-ins for windows: what they were sent, and which were asked. */
function fakeWindows(labels: string[]) {
  const seen: string[] = [];
  const asked = new Set<string>();
  const windows = labels.map((label) => ({
    label,
    mainFrame: {
      send: (channel: string) => seen.push(`${label} ${channel}`),
      executeJavaScript: async () => void asked.add(label),
    },
  }));
  const tools = {
    origins: { labelOf: (contents: { label: string }) => contents.label, windows: () => windows },
    answers: { isServing: true },
  } as unknown as HookTools;
  return { pushes: new Pushes(tools), seen, asked };
}

test('asks only the windows that were sent something whether it has arrived', async () => {
  const { pushes, seen, asked } = fakeWindows(['window-1', 'window-2']);
  const labels = pushes.deliver([{ command: 'news', args: [1], label: 'window-2' }]);
  await pushes.arrived(labels);
  expect(seen).toEqual(['window-2 news']);
  expect([...asked]).toEqual(['window-2']);
  await pushes.arrived(pushes.deliver([{ command: 'all', args: [1] }]));
  expect(seen.slice(1)).toEqual(['window-1 all', 'window-2 all']);
  expect([...asked]).toEqual(['window-2', 'window-1']);
});
