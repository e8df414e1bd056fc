/** Launch options for an app: Electron's path, and what it needs in a container. */
export function electronLaunchOptions(...args: string[]): { executablePath: string; args: string[] };
/** Why there is no Electron here, in a sentence; undefined when there is one. */
export function whyNoElectron(): string | undefined;
/** Starts an Xvfb where there is no display, and puts it into the environment; returns how to stop it. */
export function startDisplay(): Promise<() => void>;
