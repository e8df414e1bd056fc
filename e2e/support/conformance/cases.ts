import type { ConformanceCase } from './conformance-case.ts';
import { neutralino } from './neutralino.ts';
import { tauriV2Mock } from './tauri-v2.ts';

/** Every source that the conformance suite runs over. */
export const conformanceCases: ConformanceCase[] = [tauriV2Mock, neutralino];
