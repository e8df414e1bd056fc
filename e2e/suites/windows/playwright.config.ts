import { suiteConfig } from '../suite-config.ts';

/** With time enough on a busy machine: what a test was told is compared, and not when. */
export default { ...suiteConfig(import.meta.dirname), timeout: 60_000, expect: { timeout: 20_000 } };
