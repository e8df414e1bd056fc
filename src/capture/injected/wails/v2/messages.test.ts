import { expect, test } from '@playwright/test';
import { readWailsV2Command, wailsV2Commands, writeWailsV2Command } from './commands.ts';
import { readWailsV2Message } from './messages.ts';

test('a call has the name of its method, or its number in an obfuscated build', () => {
  expect(readWailsV2Message('C{"name":"main.App.Save","args":["Milk"],"callbackID":"main.App.Save-1"}')).toEqual({
    kind: 'call',
    id: 'main.App.Save-1',
    command: 'main.App.Save',
    args: ['Milk'],
  });
  expect(readWailsV2Message('c{"id":7,"args":[],"callbackID":"7-1"}')).toMatchObject({ command: 'wails:7' });
  expect(readWailsV2Message('C{"name":":wails:WindowGetSize","callbackID":"a"}')).toMatchObject({
    command: 'wails:WindowGetSize',
  });
});

test('an event is a send under its own name', () => {
  expect(readWailsV2Message('EE{"name":"saved","data":[1]}')).toEqual({ kind: 'send', command: 'saved', args: [1] });
});

test('dragging, resizing and the first word of the runtime are noise', () => {
  for (const message of ['drag', 'resize:n-resize', 'runtime:ready'])
    expect(readWailsV2Message(message)).toEqual({ kind: 'noise' });
});

test('what is none of these is kept as it is', () => {
  for (const message of ['', 'Sx', 'C{', 'EE', 'DD:1:2:/tmp/a', 'Wr:{'])
    expect(readWailsV2Message(message)).toEqual({ kind: 'send', command: 'wails:Unknown', args: [message] });
});

test('every command is read as it was written', () => {
  for (const name of wailsV2Commands) {
    const message = writeWailsV2Command(name, [1, 2, 3, 4]);
    const read = readWailsV2Command(message);
    expect(read?.name).toBe(name);
    expect(
      writeWailsV2Command(name, read?.name === 'WindowSetBackgroundColour' ? [1, 2, 3, 4] : (read?.args ?? [])),
    ).toBe(message);
  }
});
