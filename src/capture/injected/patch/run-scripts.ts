/** The scripts of a document that have run since the last look for globals, as far as their elements tell. */
export class RunScripts {
  private readonly seen = new WeakSet<Element>();
  /** The parser may have put in a script that has not run yet: the last one. */
  isNextInserted = false;

  /** Takes note that the scripts up to now have run. */
  note(): void {
    const scripts = [...document.scripts];
    if (document.readyState === 'loading') scripts.pop();
    for (const script of scripts) this.seen.add(script);
  }

  /** Whether all scripts had run by the last look. */
  areOver(): boolean {
    return this.unseen().length === 0;
  }

  /** Whether the scripts that have run since the last look assign a global and say its name in no other way: then they cannot have called it. */
  onlyAssign(name: string): boolean {
    const scripts = this.unseen();
    return onlyAssigned(name, scripts) || (this.isNextInserted && onlyAssigned(name, scripts.slice(0, -1)));
  }

  private unseen(): HTMLScriptElement[] {
    return [...document.scripts].filter((script) => !this.seen.has(script) && mayHaveRun(script));
  }
}

/** Data never runs, and modules and what is deferred do when the document is there. */
function mayHaveRun({ type, src, defer }: HTMLScriptElement): boolean {
  const isModule = type === 'module';
  if (type !== '' && !isModule && !/javascript|ecmascript/i.test(type)) return false;
  return document.readyState !== 'loading' || !(isModule || (defer && src !== ''));
}

function onlyAssigned(name: string, scripts: HTMLScriptElement[]): boolean {
  const texts = scripts.map(({ src, textContent }) => (src === '' ? (textContent ?? '') : undefined));
  return (
    texts.some((text) => text?.includes(name) === true) &&
    texts.every((text) => text !== undefined && usesOf(name, text).every(isAssignment))
  );
}

/** Returns what follows each mention of a name in a script. */
function usesOf(name: string, text: string): string[] {
  return text.split(new RegExp(`\\b${name.replace(/[$.]/g, '\\$&')}\\b['"]?\\]?`)).slice(1);
}

/** An assignment to the global or one of its properties, a default for it, or its definition. */
function isAssignment(rest: string): boolean {
  return /^(?:\.[\w$]+)*\s*(?:=(?![=>])|\|\|=?\s*[({]|\?\?=?\s*[({]|,\s*\{\s*(?:value|get|configurable|writable|enumerable)\b)/.test(
    rest,
  );
}
