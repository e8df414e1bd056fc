/** Characters of an element's text in its selector, as in Victauri. */
const MAX_TEXT = 50;
/** Elements known by their text. */
const HAS_TEXT = /^(?:button|a|label|h[1-6]|span)$/;

const escapeCss: (text: string) => string = CSS.escape;

/**
 * Makes a selector that finds the element again, by Playwright's `page.locator()`; without ` >> ` and `:has-text()` it is plain CSS too.
 * The first of Victauri's forms that no other element answers to; when each has several answers, the path from the root.
 * Inside an open shadow root it is `<selector of the host> >> <selector within>`.
 */
export function selectorOf(element: Element): string {
  const root = element.getRootNode();
  const scope: ParentNode = root instanceof ShadowRoot ? root : document;
  const own = uniqueOf(element, scope) ?? pathOf(element, scope);
  return root instanceof ShadowRoot ? `${selectorOf(root.host)} >> ${own}` : own;
}

function uniqueOf(element: Element, scope: ParentNode): string | undefined {
  for (const { css, text } of candidates(element)) {
    if (text === undefined) {
      if (isOnly(element, all(scope, css))) return css;
    } else if (
      isOnly(
        element,
        all(scope, css).filter((one) => textOf(one).toLowerCase().includes(text.toLowerCase())),
      )
    )
      return `${css}:has-text("${text.replace(/["\\]/g, '\\$&')}")`;
  }
  return undefined;
}

function* candidates(element: Element): Generator<{ css: string; text?: string }> {
  const tag = escapeCss(element.localName);
  for (const css of names(element)) yield { css };
  const text = shortText(element);
  const role = element.getAttribute('role');
  if (role && text !== '') yield { css: `[role=${quote(role)}]`, text };
  if (HAS_TEXT.test(element.localName) && text !== '') yield { css: tag, text };
  const name = element.getAttribute('name');
  if (name) yield { css: `${tag}[name=${quote(name)}]` };
  const classes = [...element.classList].map((one) => `.${escapeCss(one)}`).join('');
  if (classes !== '') yield { css: tag + classes };
  yield { css: tag };
}

function names(element: Element): string[] {
  const testId = element.getAttribute('data-testid');
  return [...(testId ? [`[data-testid=${quote(testId)}]`] : []), ...(element.id ? [`#${escapeCss(element.id)}`] : [])];
}

/** Finds elements in the document and in every open shadow root below: Playwright looks there, too. */
function all(scope: ParentNode, css: string): Element[] {
  const found = [...scope.querySelectorAll(css)];
  for (const element of scope.querySelectorAll('*'))
    if (element.shadowRoot !== null) found.push(...all(element.shadowRoot, css));
  return found;
}

function isOnly(element: Element, found: Element[]): boolean {
  return found.length === 1 && found[0] === element;
}

/** Makes an exact selector, whatever the page looks like: from the nearest ancestor that has a name, or from the root, down. */
function pathOf(element: Element, scope: ParentNode): string {
  const steps: string[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const named = at === element ? undefined : names(at).find((css) => isOnly(at as Element, all(scope, css)));
    steps.unshift(named ?? stepOf(at));
    if (named !== undefined) break;
  }
  return steps.join(' > ');
}

function stepOf(element: Element): string {
  const tag = escapeCss(element.localName);
  const alike = [...(element.parentNode?.children ?? [])].filter(({ localName }) => localName === element.localName);
  return alike.length > 1 ? `${tag}:nth-of-type(${alike.indexOf(element) + 1})` : tag;
}

/** Reads the text of an element as Playwright does: white space is one space. */
function textOf(element: Element): string {
  return (element.textContent ?? '').replace(/[\s\u200b\u00ad]+/g, ' ').trim();
}

function shortText(element: Element): string {
  if (element.querySelector('script, style, noscript, template') !== null) return '';
  const text = textOf(element);
  // Half a word at the end could be half a secret, which nothing would find.
  return text.length > MAX_TEXT ? text.slice(0, MAX_TEXT).replace(/\S+$/, '').trimEnd() : text;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ')}"`;
}
