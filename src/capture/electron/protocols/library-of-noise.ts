/**
 * Names the library whose channel this is, when its messages only log or report: a flood that tells nothing of how the app works.
 * https://github.com/megahertz/electron-log/blob/v5.4.4/src/renderer/electron-log-preload.js, https://github.com/getsentry/sentry-electron/blob/7.20.2/src/common/ipc.ts
 */
export function libraryOfNoise(channel: string): string | undefined {
  return NOISE.find(({ isOf }) => isOf.test(channel))?.library;
}

const NOISE = [
  { library: 'electron-log', isOf: /^__ELECTRON_LOG(?:_IPC)?__$/ },
  { library: 'Sentry', isOf: /^sentry-(?:ipc|electron)\./ },
];
