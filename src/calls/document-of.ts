/** The document that a call was made in: the first half of its id. */
export const documentOf = (id: string): string => id.slice(0, id.indexOf('-'));
