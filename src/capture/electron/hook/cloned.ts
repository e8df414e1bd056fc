import type { EncodeOptions } from '../../../session/codec/encode-value.ts';
import { WHOLE_VALUES } from '../../../session/codec/values.ts';

/** Values cross Electron's boundary as structured clones: no `toJSON` is asked. */
export const CLONED: EncodeOptions = { transport: 'clone' };

/** Encodes structured clones whole: for values that a backend or a window is to work with. */
export const WHOLE_CLONED: EncodeOptions = { ...WHOLE_VALUES, transport: 'clone' };
