import { comlinkWorker } from './comlink.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { ownGlobal } from './globals.ts';
import { broadcastChannel, messagePort } from './message-port.ts';
import { neutralino } from './neutralino.ts';
import { tauriV1Mock } from './tauri-v1.ts';
import { tauriV2Late, tauriV2Mock, tauriV2Posted, tauriV2Runtime } from './tauri-v2.ts';
import { wailsV2, wailsV2Dev } from './wails-v2.ts';
import { wailsV3 } from './wails-v3.ts';
import { webview2 } from './webview2.ts';
import { jsonRpcWorker } from './worker-json-rpc.ts';

/** Every source that the conformance suite runs over. */
export const conformanceCases: ConformanceCase[] = [
  tauriV2Mock,
  tauriV2Runtime,
  tauriV2Late,
  tauriV2Posted,
  tauriV1Mock,
  wailsV2,
  wailsV2Dev,
  wailsV3,
  neutralino,
  comlinkWorker,
  jsonRpcWorker,
  messagePort,
  broadcastChannel,
  webview2,
  ownGlobal,
];
