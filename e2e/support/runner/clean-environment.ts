import process from 'node:process';

/** Returns the environment without what the runner of these tests has set for its own workers. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(TEST_|PW|PLAYWRIGHT_|IPC_RECORDER_|FORCE_COLOR|CI$|NODE_OPTIONS)/.test(name),
  );
  return Object.fromEntries(env);
}
