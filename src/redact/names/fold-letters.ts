/** Reduces letters to those without marks, in the form that compatibility gives them: `Contraseña` and its decomposed spelling are one, and so are wide letters and narrow ones. */
export function foldLetters(text: string): string {
  return IS_PLAIN.test(text) ? text : text.normalize('NFKD').replace(/\p{M}+/gu, '');
}

const IS_PLAIN = /^[\x20-\x7e]*$/;
