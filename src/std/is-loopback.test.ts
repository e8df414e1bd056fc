import { expect, test } from '@playwright/test';
import { isLoopback } from './is-loopback.ts';

test('knows the addresses of this machine however they are written', () => {
  for (const url of [
    'http://localhost:1420/',
    'http://tauri.localhost',
    'ws://LOCALHOST./',
    'http://127.0.0.1:9222',
    'http://127.1',
    'http://2130706433/',
    'http://[::1]:80',
    'http://[::ffff:127.0.0.1]',
    'file:///tmp/app.html',
  ])
    expect(isLoopback(url), url).toBe(true);
});

test('takes every other address, and what is none, for another machine', () => {
  for (const url of [
    'https://example.com',
    'http://localhost.example.com',
    'http://notlocalhost',
    'http://127.0.0.1.example.com',
    'http://localhost@example.com',
    'http://[::2]',
    'http://0.0.0.0',
    'file://server/share/app.html',
    'app://main',
    'localhost:1420',
    'staging',
    '',
  ])
    expect(isLoopback(url), url).toBe(false);
});
