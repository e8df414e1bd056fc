import { callKind } from '../../calls/call-kind.ts';
import { hasFailed } from '../../calls/has-failed.ts';
import { splitVolatile } from '../../calls/new-values/volatile-parts.ts';
import { microseconds } from '../../calls/recorded-call.ts';
import { isOfFramework, isOfMainProcess, isOnlyObserved } from '../../calls/runtime-of.ts';
import type { AppEvent, IpcCall, RecordedEvent, RecordedSession } from '../../session/format/schema.ts';
import { isLoopback } from '../../std/is-loopback.ts';
import { stripAnsi } from '../../std/text/printable-text.ts';
import { actionsToTell, hasInteractions, type RecordedAction } from './actions-to-tell.ts';
import { failedAssertion } from './failed-assertion.ts';
import { commentText, literal, valueText } from './source-text.ts';

/** Steps inside one another at most; no test has more. */
const MAX_NESTED = 50;

/** Answers whose JSON is longer are not compared: nobody would read them. */
const MAX_ANSWER = 600;

/**
 * Writes a Playwright spec that does again what the user did, with the session as the backend: its steps are those of the
 * recorded test, its actions the recorded interactions, its assertions the calls and answers of each step. Actions and assertions of the
 * test of which no interaction tells are comments.
 */
export function generateSpec(session: RecordedSession, options: GenerateSpecOptions): GeneratedSpec {
  const isElectron = session.events.some(({ event }) => event.type === 'Ipc' && isOfMainProcess(event));
  const writer = new SpecWriter(session, isElectron);
  const body = writer.write();
  const title = literal(session.test?.title_path.join(' › ') ?? session.id);
  const text = [
    `// Made by ipc-recorder codegen of a session${session.test ? ` of ${commentText(session.test.file)}` : ''}.`,
    ...failureLines(session),
    ...(options.isBeside ? [`import { dirname, join } from 'node:path';`] : []),
    ...(isElectron ? electronHead : pageHead)(title, routeLine(session, options)),
    ...body,
    '});',
    '',
  ];
  return { text: text.join('\n'), warnings: writer.warnings };
}

export interface GenerateSpecOptions {
  /** The session, as the spec will name it. */
  sessionFile: string;
  /** Whether it is the name of a file in the spec's own folder; else it is relative to the folder that the tests run in. @default false */
  isBeside?: boolean;
}

/** A generated spec, and what is missing in it. */
export interface GeneratedSpec {
  text: string;
  warnings: string[];
}

/** Says of a session of a failure how its test failed: the spec may pass, since not all of the test's assertions are in it. */
function failureLines({ test }: RecordedSession): string[] {
  const [error] = test !== undefined && hasFailed(test) ? (test.errors ?? []) : [];
  return error === undefined ? [] : [`// The recorded test failed: ${commentText(stripAnsi(error))}`];
}

function routeLine(session: RecordedSession, { sessionFile, isBeside }: GenerateSpecOptions): string {
  const name = literal(sessionFile);
  // The file of the test is known in specs of both kinds of module.
  const file = isBeside ? `join(dirname(testInfo.file), ${name})` : name;
  // What the actions cause is not called before these are written.
  return `await ipc.routeFromSession(${file}${hasInteractions(session) ? '' : `, { unused: 'ignore' }`});`;
}

function pageHead(title: string, route: string): string[] {
  const info = route.includes('testInfo') ? ', testInfo' : '';
  return [
    `import { expect, test } from 'playwright-ipc-recorder/fixtures';`,
    '',
    `test(${title}, async ({ page, ipc }${info}) => {`,
    `  ${route}`,
  ];
}

/** How an Electron app is launched no session says: the option `electron` of the config does, else it is the app of the working directory. */
function electronHead(title: string, route: string): string[] {
  const info = route.includes('testInfo') ? ', testInfo' : '';
  return [
    `import { electronFixtures } from 'playwright-ipc-recorder/electron';`,
    `import { test as base, expect } from 'playwright-ipc-recorder/fixtures';`,
    '',
    'const test = base.extend(electronFixtures).extend({',
    '  // The app makes its first calls as soon as it is launched, so its backend comes before that.',
    `  electron: async ({ electron, ipc }, use${info}) => {`,
    `    ${route}`,
    `    await use({ args: ['.'], ...electron });`,
    '  },',
    '});',
    '',
    `test(${title}, async ({ electronApp, ipc }) => {`,
  ];
}

class SpecWriter {
  readonly warnings: string[] = [];
  private readonly session: RecordedSession;
  private readonly isElectron: boolean;
  private readonly lines: string[] = [];
  private readonly open: string[] = [];
  private readonly seen = new Map<string, number>();
  private readonly actions: RecordedAction[];
  /** Assertions on the calls since the last action or step: what was answered is asserted after what caused it. */
  private asserted: string[] = [];

  constructor(session: RecordedSession, isElectron: boolean) {
    this.session = session;
    this.isElectron = isElectron;
    this.actions = actionsToTell(session);
  }

  write(): string[] {
    const { events, checkpoints } = this.session;
    const hasActions = hasInteractions(this.session);
    const pages = events.flatMap(({ event }) => event.page ?? []);
    const first = this.isElectron ? (pages[0] ?? 'window-1') : 'page-1';
    const isFirstPage = (event: AppEvent) => (this.pageOf(event) ?? first) === first;
    const others = events.filter(({ event }) => event.type === 'DomInteraction' && !isFirstPage(event)).length;
    if (!hasActions)
      this.warnings.push(
        "no interactions were recorded, so the spec opens the page and does no more, and the test's actions are comments: record with events: { interactions: true }",
      );
    if (others > 0) this.warnings.push(`${others} interactions in other pages are left out`);
    if (this.isElectron) this.firstWindow();
    else this.goto();

    let at = 0;
    for (const checkpoint of checkpoints) {
      for (; at < events.length && (events[at]?.index ?? 0) < checkpoint.event_index; at += 1) {
        const { index, event } = events[at] as RecordedEvent;
        this.actionsBefore(index);
        if (isFirstPage(event)) this.event(event, hasActions);
      }
      this.actionsBefore(checkpoint.event_index, checkpoint.timestamp);
      if (checkpoint.step?.category === 'test.step') this.step(checkpoint.step.phase, checkpoint.step.title_path);
    }
    for (const { index, event } of events.slice(at)) {
      this.actionsBefore(index);
      if (isFirstPage(event)) this.event(event, hasActions);
    }
    this.actionsBefore(Number.POSITIVE_INFINITY);
    this.assert();
    while (this.open.length > 0) this.close();
    this.fail();
    return this.lines;
  }

  /** Lets the spec fail as its test did, where the error of that says by which assertion. */
  private fail(): void {
    const { test } = this.session;
    if (test === undefined || !hasFailed(test)) return;
    const assertion = failedAssertion(test);
    if (assertion !== undefined) this.line(assertion);
    else
      this.warnings.push(
        'the recorded test failed, and its error does not say by which assertion on a page: write it, or the spec passes',
      );
  }

  /** The page of an event. Calls of an Electron window bear its label, as its page does. */
  private pageOf(event: AppEvent): string | undefined {
    return event.page ?? (this.isElectron && event.type === 'Ipc' ? event.webview_label : undefined);
  }

  private firstWindow(): void {
    this.line('const page = await electronApp.firstWindow();');
    this.warnings.push(
      "the app is launched as the option electron of your config says, else from the working directory (args: ['.'])",
    );
  }

  private goto(): void {
    const { events, checkpoints, test } = this.session;
    const first = events.find(
      ({ event }) => event.type === 'WindowEvent' && event.event === 'navigation.initial',
    )?.event;
    const states = checkpoints.map(({ state }) => (state as { pages?: { url?: unknown }[] } | null)?.pages?.[0]?.url);
    const url = [first?.type === 'WindowEvent' ? first.url : undefined, ...states].map(webAddress).find(isDefined);
    if (url === undefined) {
      this.warnings.push('no address of the app was recorded: complete page.goto');
      this.line(`await page.goto('/');`);
      return;
    }
    if (!isLoopback(url.href))
      this.warnings.push(`the spec opens ${JSON.stringify(url.href.slice(0, 200))}: see whether you know that address`);
    this.line(`await page.goto(${literal(addressBelow(url, webAddress(test?.base_url)))});`);
  }

  private step(phase: 'begin' | 'end', titlePath: string[]): void {
    this.assert();
    if (phase === 'begin') {
      if (this.open.length >= MAX_NESTED) return;
      this.line(`await test.step(${literal(titlePath.at(-1) ?? '')}, async () => {`);
      this.open.push(JSON.stringify(titlePath));
    } else if (this.open.at(-1) === JSON.stringify(titlePath)) this.close();
  }

  private close(): void {
    this.open.pop();
    this.line('});');
  }

  private event(event: AppEvent, hasActions: boolean): void {
    if (event.type === 'DomInteraction') {
      this.assert();
      const action = actionText(event.action, event.value);
      if (action !== undefined) this.line(`await page.locator(${literal(event.selector)})${action};`);
    } else if (event.type === 'Ipc' && isAsserted(event)) {
      const nth = this.seen.get(event.command) ?? 0;
      this.seen.set(event.command, nth + 1);
      const indent = '  '.repeat(this.open.length + 1);
      const assertion = assertionText(event, nth, indent);
      // Without the actions nothing causes the call.
      this.asserted.push(hasActions ? assertion : `// ${assertion.replaceAll(`\n${indent}`, `\n${indent}// `)}`);
    }
  }

  /**
   * Tells of the test's actions that began before an event: they have neither selectors nor values, so they cannot be done again.
   *
   * @param time that of a checkpoint before the event.
   */
  private actionsBefore(index: number, time?: string): void {
    const us = time === undefined ? Number.POSITIVE_INFINITY : microseconds(time);
    for (let [next] = this.actions; next !== undefined; [next] = this.actions) {
      if (next.event_index > index || (next.event_index === index && microseconds(next.timestamp) >= us)) return;
      this.actions.shift();
      this.assert();
      this.line(
        `// ${next.category === 'expect' ? 'Asserts' : 'Does'} ${commentText(`${next.name} (${next.location})`)}`,
      );
    }
  }

  private assert(): void {
    for (const assertion of this.asserted.splice(0)) this.line(assertion);
  }

  private line(text: string): void {
    this.lines.push(`${'  '.repeat(this.open.length + 1)}${text}`);
  }
}

/** Reads a recorded address as a browser does; undefined when it is none of the web. */
function webAddress(text: unknown): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

const isDefined = (url: URL | undefined) => url !== undefined;

/** Writes an address that has been checked: below the recorded base by its path, else whole. */
function addressBelow(url: URL, base: URL | undefined): string {
  const path = `${url.pathname}${url.search}${url.hash}`;
  // A path that begins with two slashes would name another machine.
  return base?.origin === url.origin && base.username === url.username && !path.startsWith('//') ? path : url.href;
}

function actionText(action: string, value: string | null): string | undefined {
  switch (action) {
    case 'Click':
      return '.click()';
    case 'DoubleClick':
      return '.dblclick()';
    case 'Fill':
      return `.fill(${literal(value ?? '')})`;
    case 'KeyPress':
      return `.press(${literal(value ?? '')})`;
    case 'Select':
      return `.selectOption(${literal(value ?? '')})`;
    default:
      return undefined;
  }
}

/** Tells whether a call of the app to its backend is asserted: nothing that the framework, a mock or the test itself does is. */
function isAsserted(call: IpcCall): boolean {
  if (callKind(call) !== 'invoke' || call.mocked === true || call.made_by === 'test') return false;
  return !isOfFramework(call) && !isOnlyObserved(call);
}

function assertionText({ command, result }: IpcCall, nth: number, indent: string): string {
  const isShort = result !== 'Pending' && JSON.stringify(result).length <= MAX_ANSWER;
  if (!isShort) return `await expect(ipc).toHaveInvoked(${literal(command)});`;
  return `await expect.poll(() => ipc.calls(${literal(command)})[${nth}]?.result).toEqual(${valueText(result, indent, anyOfKind)});`;
}

/** Writes a matcher for a value that is new in every run: when the frontend makes it, the recorded answer has it as it is now. */
function anyOfKind(value: unknown): string | undefined {
  if (splitVolatile(value) === undefined) return undefined;
  return `expect.any(${typeof value === 'number' ? 'Number' : typeof value === 'string' ? 'String' : 'Object'})`;
}
