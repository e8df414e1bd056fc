import { expect, test } from '@playwright/test';
import { wailsV3Command } from './command.ts';

test('a command of the runtime has the names of its object and method, as far as they are known', () => {
  expect(wailsV3Command(6, 34)).toBe('wails:Window.SetTitle');
  expect(wailsV3Command(6, 999)).toBe('wails:Window.999');
  expect(wailsV3Command(99, 1)).toBe('wails:Object99.1');
  expect(wailsV3Command(0, 0)).toBe('wails:Call.0');
});
