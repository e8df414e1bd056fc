import { pluginOf } from '../../calls/runtimes.ts';

/** Why a backend has not run a command. */
export type Refusal = 'no-command' | 'arguments';

/** Reads from the text of an error that Tauri itself, and not the command, has refused the call; undefined where the command has run. */
export function readRefusal(command: string, text: string): Refusal | undefined {
  if (text === `Command ${command} not found`) return 'no-command';
  if (text.startsWith(`${command} not allowed`) && text.includes('Command not found')) return 'no-command';
  const plugin = pluginOf(command);
  if (plugin !== undefined && text.toLowerCase() === `plugin ${plugin} not found`.toLowerCase()) return 'no-command';
  if (text === `the target has no command ${command}`) return 'no-command';
  return text.startsWith('invalid args ') && text.includes(` for command \`${command}\``) ? 'arguments' : undefined;
}
