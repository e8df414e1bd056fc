/**
 * Copies an object without the members that are `undefined`. Costs a loop over the members: in code that runs for each event, a literal is faster.
 *
 * @example
 * defined({ command: 'save', kind: undefined }); // { command: 'save' }
 */
export function defined<Members extends object>(members: Members): Defined<Members> {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) copy[key] = value;
  return copy as Defined<Members>;
}

/** The type of an object in which members that may be `undefined` are left out instead, as `exactOptionalPropertyTypes` wants it. */
export type Defined<Members> = {
  [Key in keyof Members as undefined extends Members[Key] ? never : Key]: Members[Key];
} & {
  [Key in keyof Members as undefined extends Members[Key] ? Key : never]?: Exclude<Members[Key], undefined>;
};

/** Copies counts without those that are 0; returns undefined when none is left. */
export function nonZero<Name extends string>(counts: Record<Name, number>): Partial<Record<Name, number>> | undefined {
  const entries = Object.entries<number>(counts).filter(([, count]) => count > 0);
  return entries.length > 0 ? (Object.fromEntries(entries) as Partial<Record<Name, number>>) : undefined;
}
