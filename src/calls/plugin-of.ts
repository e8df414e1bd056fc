/** Returns the name of the Tauri plugin whose command it is, as `sql` of `plugin:sql|select`; undefined where it is no plugin's. */
export function pluginOf(command: string): string | undefined {
  return /^plugin:([^|]+)\|/.exec(command)?.[1];
}
