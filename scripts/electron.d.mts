/** Launch options for an app: Electron's path, where there is one, and what it needs in a container. */
export function electronLaunchOptions(...args: string[]): { executablePath?: string; args: string[] };
/** Starts a display for Electron where there is none; returns how to stop it. Throws, in a sentence, when there is no Electron. */
export function prepareElectron(): Promise<() => void>;
