import type { Fixtures } from '@playwright/test';
import { prepareElectron } from '../../../scripts/electron.mjs';

/** For `extend`: each worker has an Electron to launch, and a display of its own where there is none. */
export const withElectron: Fixtures<object, { display: undefined }> = {
  display: [
    async ({}, use) => {
      const stop = await prepareElectron();
      await use(undefined);
      stop();
    },
    { scope: 'worker', auto: true },
  ],
};
