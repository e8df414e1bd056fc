/** Matches the `autocomplete` of fields whose content is nobody's business. */
const SECRET_AUTOCOMPLETE = /password|one-time-code|\bcc-/i;
/** Matches it where the content is a secret, and no name or month. */
const CERTAIN_AUTOCOMPLETE = /password|one-time-code|\bcc-(?:number|csc)\b/i;
/** Matches other attributes that name such a field. */
const SECRET_NAME =
  /\bpass\b|pass(?:wor[dt]|code|phrase|wd)|kennwort|\bpwd\b|\bpin\b|secret|token|\botp\b|\bcvc\b|\bcvv\b/i;
const NAMES = ['autocomplete', 'name', 'id', 'placeholder', 'aria-label', 'data-testid'];

const NativeObserver = MutationObserver;
const { observe, disconnect, takeRecords } = NativeObserver.prototype;

/** Knows the fields whose content must not leave the page: also those that a "show password" button has made plain text. */
export class SecretInputs {
  private readonly known = new WeakSet<Element>();
  private readonly watched = new WeakSet<Node>();
  private readonly observer = new NativeObserver((records) => this.take(records));

  constructor() {
    this.watch(document);
  }

  /** Looks for password fields where an event passes by, before the app's own listeners can change them. */
  look(path: readonly EventTarget[]): void {
    for (const target of path) {
      if (!(target instanceof Document) && !(target instanceof ShadowRoot)) continue;
      this.watch(target);
      for (const input of target.querySelectorAll('input[type="password" i]')) this.known.add(input);
    }
  }

  isSecret(element: Element): boolean {
    this.take(takeRecords.call(this.observer));
    if (this.known.has(element)) return true;
    if (!(element instanceof HTMLInputElement)) return false;
    if (element.type === 'password' || SECRET_AUTOCOMPLETE.test(element.autocomplete)) return true;
    return NAMES.some((name) => SECRET_NAME.test(element.getAttribute(name) ?? ''));
  }

  /** Tells whether the content of a field is a secret for certain: by its type, its `autocomplete` or its own name. What a label says is too little. */
  isSecretForCertain(element: Element): element is HTMLInputElement {
    if (!this.isSecret(element) || !(element instanceof HTMLInputElement)) return false;
    if (this.known.has(element) || element.type === 'password' || CERTAIN_AUTOCOMPLETE.test(element.autocomplete))
      return true;
    return SECRET_NAME.test(element.name) || SECRET_NAME.test(element.id);
  }

  stop(): void {
    disconnect.call(this.observer);
  }

  private watch(root: Node): void {
    if (this.watched.has(root)) return;
    this.watched.add(root);
    observe.call(this.observer, root, { subtree: true, attributeFilter: ['type'], attributeOldValue: true });
  }

  private take(records: MutationRecord[]): void {
    for (const { target, oldValue } of records)
      if (oldValue?.toLowerCase() === 'password') this.known.add(target as Element);
  }
}
