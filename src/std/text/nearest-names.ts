/** Characters of a name at most: longer ones are spelt by no person, and comparing two takes the product of their lengths. */
const MAX_LENGTH = 200;

/** Returns up to three of `known` that are spelt nearly like `name`, the nearest first. */
export function nearestNames(name: string, known: Iterable<string>): string[] {
  if (name.length > MAX_LENGTH) return [];
  const limit = Math.max(2, Math.floor(name.length / 3));
  return [...known]
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Computes Levenshtein's distance, with one row of the table. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
