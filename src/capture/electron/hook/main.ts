import { UndoStack } from '../../../std/undo-stack.ts';
import {
  ELECTRON_ENV,
  ELECTRON_HANDLE,
  type ElectronConfig,
  type HookCommand,
  type HookEntry,
} from '../electron-protocol.ts';
import { Answers } from './answers.ts';
import { CallLog } from './call-log.ts';
import { recordUpTo } from './cloned.ts';
import { Dispatch } from './dispatch.ts';
import { Documents } from './documents.ts';
import { driveCall } from './drive-call.ts';
import { binding, type Electron, type Emitter, type Frame, type WebContents } from './electron-parts.ts';
import { Handlers } from './handlers.ts';
import { labelOfTarget, readMainState } from './hook-commands.ts';
import type { HookTools } from './hook-tools.ts';
import { hideArguments, hideElectronsArguments } from './launch-arguments.ts';
import { LoadedWindows } from './loaded-windows.ts';
import { observeUtilityProcesses } from './observe-utility-processes.ts';
import { Origins } from './origins.ts';
import { Patches } from './patch/patches.ts';
import { Ports } from './ports.ts';
import { Pushes } from './pushes.ts';
import { SideChannel } from './records/side-channel.ts';
import { ThrownErrors } from './thrown-errors.ts';
import { tryRead } from './try-read.ts';

declare const require: (name: 'electron') => Electron;

/** The first version of Electron that answers calls by a reply channel. */
const OLDEST_ELECTRON = 25;

/**
 * Starts observing this main process. Does nothing when it is observed already.
 * Where it cannot, it puts back what it has changed, and throws.
 *
 * @param entry how the hook came into the process; what that left among the app's arguments is hidden.
 */
export function install(config: ElectronConfig, entry: HookEntry): void {
  const scope = globalThis as unknown as Record<symbol, { id: string } | undefined>;
  const slot = Symbol.for(ELECTRON_HANDLE);
  if (scope[slot] !== undefined) return;
  const version = process.versions.electron ?? '0';
  if (Number.parseInt(version, 10) < OLDEST_ELECTRON)
    throw new Error(`playwright-ipc-recorder needs Electron ${OLDEST_ELECTRON} or later; this is ${version}.`);

  const undo = new UndoStack();
  undo.add(() => delete scope[slot]);
  try {
    observe(config, undo, entry);
  } catch (error) {
    undo.run();
    throw error;
  }
  Object.defineProperty(scope, slot, { value: { id: config.id }, configurable: true });
}

function observe(config: ElectronConfig, undo: UndoStack, entry: HookEntry): void {
  if (config.maxValueBytes !== undefined) recordUpTo(config.maxValueBytes);
  const channel = new SideChannel(config);
  undo.add(() => channel.close());
  const patches = new Patches();
  undo.add(patches.undo);
  const electron = require('electron');
  if (entry !== 'late') hideElectronsArguments(electron, patches, entry === 'halt');
  const log = new CallLog(channel, config.id);
  const origins = new Origins(electron, config.labels);
  const answers = new Answers(channel, config);
  undo.add(() => answers.letGo());
  const errors = new ThrownErrors(patches);
  const handlers = new Handlers(electron, patches, log);
  const ports = new Ports(electron, patches, log);
  const documents = new Documents(electron, origins, channel);
  const tools: HookTools = { electron, patches, log, origins, answers, documents, errors, handlers, ports };

  const dispatch = new Dispatch(tools);
  const pushes = new Pushes(tools);
  const windows = new LoadedWindows((contents) => {
    if (origins.isApp(contents)) channel.send({ t: 'loaded', label: origins.labelOf(contents) });
  });
  answers.deliver = (list) => pushes.deliver(list);
  answers.arrived = (labels) => pushes.arrived(labels);
  observeUtilityProcesses(tools);
  observeWindows(electron, patches, {
    sessions: (kind) => dispatch.observe(kind),
    contents: (kind) => dispatch.observe(kind, { ...documents.heard, ...windows.heard }),
    frames: (kind) => pushes.observe(kind),
  });
  windows.begin(origins.windows());

  channel.onGone = () => {
    answers.letGo();
    channel.discard();
  };
  channel.onCommand = (command) => {
    if (command.t === 'routes') answers.setRoutes(command.routes);
    else if (command.t === 'serve') answers.setServing(command.on);
    else if (command.t === 'answer') answers.take(command.id, command.answer);
    else if (command.t === 'detach') undo.run();
    else void carryOut(command).then((value) => channel.send({ t: 'reply', id: command.id, ...value }));
  };
  const carryOut = async (
    command: Extract<HookCommand, { id: number }>,
  ): Promise<{ value?: unknown; error?: string }> => {
    try {
      if (command.t === 'push') return { value: pushes.deliver(command.pushes).length };
      if (command.t === 'deliver') return { value: await answers.deliverInTurn(command.pushes) };
      if (command.t === 'drive') return { value: await driveCall(tools, command.call) };
      if (command.t === 'label') return { value: labelOfTarget(tools, command.target) };
      return { value: await readMainState(electron, config.state) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

/**
 * Finds what all windows have in common. Electron's own bindings have it before there is a window, and the app sees no listener of ours;
 * where they have not, the first window has.
 */
function observeWindows(
  electron: Electron,
  patches: Patches,
  {
    sessions,
    contents,
    frames,
  }: { sessions(kind: Emitter): void; contents(kind: WebContents): void; frames(kind: Frame): void },
): void {
  const { Session } = binding<{ Session: { prototype: Emitter } }>('electron_browser_session');
  const { WebContents } = binding<{ WebContents: { prototype: WebContents } }>('electron_browser_web_contents');
  const { WebFrameMain } = binding<{ WebFrameMain: { prototype: Frame } }>('electron_browser_web_frame_main');
  if (Session !== undefined) sessions(Session.prototype);
  if (WebContents !== undefined) contents(WebContents.prototype);
  if (WebFrameMain !== undefined) frames(WebFrameMain.prototype);
  if (WebContents !== undefined && WebFrameMain !== undefined) return;
  const observe = (one: WebContents) => {
    contents(Object.getPrototypeOf(one) as WebContents);
    const frame = tryRead(() => one.mainFrame);
    if (frame) frames(Object.getPrototypeOf(frame) as Frame);
  };
  patches.listen(electron.app, 'web-contents-created', (_event: unknown, one: WebContents) => observe(one));
  for (const one of electron.webContents.getAllWebContents()) observe(one);
}

/** Installs the hook when it is loaded by `-r`: the configuration is in the environment. Neither it nor the argument is left for the app to see. */
function installFromEnvironment(): void {
  hideArguments();
  const text = process.env[ELECTRON_ENV];
  if (text === undefined) return;
  delete process.env[ELECTRON_ENV];
  try {
    install(JSON.parse(text) as ElectronConfig, 'argument');
  } catch (error) {
    process.emitWarning(`The IPC of this app is not recorded: ${String(error)}`, 'IpcRecorderWarning');
  }
}

installFromEnvironment();
