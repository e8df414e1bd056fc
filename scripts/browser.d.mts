export interface BrowserLaunchOptions {
  executablePath?: string;
  args: string[];
}
export function browserLaunchOptions(): BrowserLaunchOptions;
