import { spawn } from 'node:child_process';
import process from 'node:process';

/** Opens a file with the system's browser. False when there is no program to open it with; whether a window appears cannot be known. */
export function openInBrowser(file: string, platform: string = process.platform): Promise<boolean> {
  const [command, args] = opener(file, platform);
  return new Promise((resolve) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore', windowsVerbatimArguments: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

function opener(file: string, platform: string): [string, string[]] {
  if (platform === 'darwin') return ['open', [file]];
  // `start` takes its first quoted argument for a title.
  if (platform === 'win32') return ['cmd', ['/c', 'start', '""', `"${file}"`]];
  return ['xdg-open', [file]];
}
