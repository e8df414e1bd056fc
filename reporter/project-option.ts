import type { TestCase } from '@playwright/test/reporter';
import type { CallRules } from '../src/calls/same-call/call-rules.ts';
import type { RedactOptions } from '../src/redact/redactor.ts';
import type { IpcRecorderMode } from '../src/store/recorder-mode.ts';

/** The parts of the option `ipcRecorder` that the reporter goes by. */
export interface ProjectOption {
  mode?: IpcRecorderMode;
  redact?: RedactOptions;
  replay?: CallRules;
}

/** Returns the option `ipcRecorder` of a test as its project has it: a file may set another one. A mode alone is an option as well. */
export function projectOption(test: TestCase): ProjectOption {
  const { ipcRecorder } = (test.parent.project()?.use ?? {}) as { ipcRecorder?: IpcRecorderMode | ProjectOption };
  if (typeof ipcRecorder === 'string') return { mode: ipcRecorder };
  return typeof ipcRecorder === 'object' && ipcRecorder !== null ? ipcRecorder : {};
}
