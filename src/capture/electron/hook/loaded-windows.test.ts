import { expect, test } from '@playwright/test';
import type { WebContents } from './electron-parts.ts';
import { LoadedWindows } from './loaded-windows.ts';

const fakeContents = (name: string, url = '', isLoading = false) =>
  ({
    name,
    getURL: () => url,
    isLoadingMainFrame: () => isLoading,
    isDestroyed: () => false,
  }) as unknown as WebContents;

test('tells of each document that a window loads, also of one that was loaded before', () => {
  const told: WebContents[] = [];
  const windows = new LoadedWindows((contents) => told.push(contents));
  const [before, opened, early] = [
    fakeContents('before', 'file:///app.html'),
    fakeContents('opened'),
    fakeContents(''),
  ];
  windows.begin([before, early]);
  expect(told).toEqual([before]);
  for (const event of ['did-start-loading', 'did-finish-load', 'did-finish-load']) windows.heard[event]?.(opened);
  expect(told).toEqual([before, opened, opened]);
});

test('tells of a window that takes long to load, once', async () => {
  const told: WebContents[] = [];
  const windows = new LoadedWindows((contents) => told.push(contents));
  const [slow, quick] = [fakeContents('slow', 'file:///app.html', true), fakeContents('quick')];
  windows.begin([slow]);
  windows.heard['did-start-loading']?.(slow);
  windows.heard['did-start-loading']?.(quick);
  windows.heard['did-finish-load']?.(quick);
  expect(told).toEqual([quick]);
  await expect.poll(() => told).toEqual([quick, slow]);
});
