import type { ConformanceCase } from './conformance-case.ts';
import { tauriV2Mock } from './tauri-v2.ts';
import { wailsV2, wailsV2Dev } from './wails-v2.ts';
import { wailsV3 } from './wails-v3.ts';

/** Every source that the conformance suite runs over. */
export const conformanceCases: ConformanceCase[] = [tauriV2Mock, wailsV2, wailsV2Dev, wailsV3];
