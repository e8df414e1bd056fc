/** Returns what was made for a name before, or makes it. */
export type Memory<Thing> = (name: string, make: () => Thing) => Thing;

/** Makes a memory of so many things; when it is full it forgets all of them. */
export function createMemory<Thing>(max: number): Memory<Thing> {
  const things = new Map<string, Thing>();
  return (name, make) => {
    let thing = things.get(name);
    if (thing === undefined) {
      thing = make();
      if (things.size >= max) things.clear();
      things.set(name, thing);
    }
    return thing;
  };
}
