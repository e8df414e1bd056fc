import { comlinkWorker } from './comlink.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { broadcastChannel, messagePort } from './message-port.ts';
import { neutralino } from './neutralino.ts';
import { tauriV2Mock } from './tauri-v2.ts';
import { webview2 } from './webview2.ts';
import { jsonRpcWorker } from './worker-json-rpc.ts';

/** Every source that the conformance suite runs over. */
export const conformanceCases: ConformanceCase[] = [
  tauriV2Mock,
  neutralino,
  comlinkWorker,
  jsonRpcWorker,
  messagePort,
  broadcastChannel,
  webview2,
];
