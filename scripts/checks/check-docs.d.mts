export function docFaults(checkout: {
  documents: Record<string, string>;
  files: string[];
  read: (file: string) => string;
}): string[];
export function countWords(name: string, text: string): number;
