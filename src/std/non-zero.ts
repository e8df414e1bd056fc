/** Copies counts without those that are 0; returns undefined when none is left. */
export function nonZero<Name extends string>(counts: Record<Name, number>): Partial<Record<Name, number>> | undefined {
  const entries = Object.entries<number>(counts).filter(([, count]) => count > 0);
  return entries.length > 0 ? (Object.fromEntries(entries) as Partial<Record<Name, number>>) : undefined;
}
