import { type Command, Option } from 'commander';
import type { RecordedSession } from '../../session/format/schema.ts';
import { BaselineFolder } from '../../store/baselines/baseline-folder.ts';
import { isFolder } from '../../store/is-folder.ts';
import { readSession } from '../../store/read-session.ts';
import { failureOverview } from '../../views/failure-overview.ts';
import { listCalls, listMessages } from '../../views/list-calls.ts';
import type { CallFilters } from '../../views/select-calls.ts';
import { showCall } from '../../views/show-call.ts';
import { listStates, showState } from '../../views/show-state.ts';
import { listSteps, showStep } from '../../views/show-steps.ts';
import type { CommandIo } from '../io/command-io.ts';
import { collect } from '../io/option-values.ts';
import { viewCommand } from '../views/view-command.ts';

export function summaryCommand(io: CommandIo): Command {
  return viewCommand<{ baseline?: string[] }>(
    {
      name: 'summary',
      summary: 'say what is likely to blame for a failure: verdict, causes, last calls',
      description:
        'Says what the calls tell of why a test failed: the verdict, its causes with the ids of the calls, the likeliest first, and the last calls before the failure. Nothing is run. Sessions of passes of the same test make it surer.',
      options: [
        new Option(
          '--baseline <session>',
          'a session of the test that passed, or a folder of baselines that the reporter keeps; repeatable',
        ).argParser(collect),
      ],
      examples: [
        'summary test-results/ipc/notes-r0',
        'summary failed/ipc-session.json --baseline passed/ipc-session.json --budget 1000',
      ],
      view: async (session, { baseline = [] }) =>
        failureOverview(session, {
          baselines: await Promise.all(
            baseline.flatMap((path) => baselineFiles(path, session)).map((file) => readSession(file)),
          ),
        }),
    },
    io,
  );
}

/** The sessions that a path names: itself, or the stored passes of a test. */
function baselineFiles(path: string, { test }: RecordedSession): string[] {
  if (!isFolder(path) || test === undefined) return [path];
  const stored = new BaselineFolder(path).of(test);
  // The folder of a recording is read as one.
  return stored.length > 0 ? stored.map((one) => one.path) : [path];
}

export function callsCommand(io: CommandIo): Command {
  return viewCommand<CallFilters>(
    {
      name: 'calls',
      summary: 'list the calls of a session, each with its id',
      description:
        'Lists the calls of a session, one line each: id, time from the start, command, arguments, answer. The ids are the same in all commands and reports. Calls that came one after the other and got the same are one line.',
      options: [
        ...filters('command', 'this command only; * stands for any text; repeatable'),
        new Option('--failed', 'calls that failed; with --pending, those of either'),
        new Option('--pending', 'calls that were never answered'),
        ...places(),
        new Option('--framework', "with calls of the framework's own commands"),
      ],
      examples: [
        'calls test-results/ipc/notes-r0',
        'calls ipc-session.json --failed --pending',
        "calls ipc-session.json --command 'save_*' --since s2 --until c40 --json",
        'calls ipc-session.json --budget 1500',
      ],
      view: (session, options) => listCalls(session, options),
    },
    io,
  );
}

export function callCommand(io: CommandIo): Command {
  return viewCommand(
    {
      name: 'call',
      summary: 'show one call, push or send whole',
      description:
        'Shows one call, push or send whole: what was asked, what was answered, and what came down its channel.',
      id: { description: 'its id, such as c12 or p13; the number alone, as #12, will do' },
      isWhole: true,
      examples: [
        'call c12 test-results/ipc/notes-r0',
        'call c12 ipc-session.json --budget 800',
        'call p13 ipc-session.json --json',
      ],
      view: (session, _options, id = '') => showCall(session, id),
    },
    io,
  );
}

export function stepCommand(io: CommandIo): Command {
  return viewCommand(
    {
      name: 'step',
      summary: 'list the steps of a test, or show one with what passed in it',
      description:
        "Lists the steps of a session's test, its actions and assertions; or shows one of them with its error, its calls and its messages.",
      id: { description: 'the id of a step or an action, such as s2 or a4, or a part of its title', isOptional: true },
      examples: ['step ipc-session.json', 'step s2 ipc-session.json', "step 'save the note' ipc-session.json --json"],
      view: (session, _options, id) => (id === undefined ? listSteps(session) : showStep(session, id)),
    },
    io,
  );
}

export function pushCommand(io: CommandIo): Command {
  return viewCommand<CallFilters>(
    {
      name: 'push',
      summary: 'list the one-way messages of a session: pushes to the frontend, sends from it',
      description:
        'Lists what passed without an answer, one line each: pushes to the frontend (←, ids such as p13), and what it sent (→, ids such as m14).',
      options: [...filters('command', 'this event or channel only; * stands for any text; repeatable'), ...places()],
      examples: ['push ipc-session.json', "push ipc-session.json --command 'note-*' --until c40"],
      view: (session, options) => listMessages(session, { ...options, framework: true }),
    },
    io,
  );
}

export function stateCommand(io: CommandIo): Command {
  return viewCommand(
    {
      name: 'state',
      summary: "list how the app's state changed, or show it at one checkpoint",
      description:
        "Lists the checkpoints that have the app's state, each with what has changed since the one before; or shows the state at one of them.",
      id: { description: 'the id of a checkpoint, such as k3, or its label', isOptional: true },
      examples: ['state ipc-session.json', 'state k3 ipc-session.json --json'],
      view: (session, _options, id) => (id === undefined ? listStates(session) : showState(session, id)),
    },
    io,
  );
}

function filters(name: string, help: string): Option[] {
  return [new Option(`--${name} <glob>`, help).argParser(collect)];
}

function places(): Option[] {
  const place = 'an id, a time from the start such as 1.5s, or a timestamp';
  return [
    new Option('--step <id>', 'in this step or action: its id, or a part of its title'),
    new Option('--window <label>', 'of this window, by its label or the name of its page'),
    new Option('--since <place>', `from here on: ${place}`),
    new Option('--until <place>', `up to here: ${place}`),
  ];
}
