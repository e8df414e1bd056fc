export function importFaults(checkout: { document: string; files: [name: string, text: string][] }): string[];
