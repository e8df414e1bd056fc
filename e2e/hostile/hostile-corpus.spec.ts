import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { BOMBS, type BombFiles, PLACES } from '../support/hostile/bombs.ts';
import {
  COMMANDS,
  commandNames,
  type HostileCommand,
  WITHOUT_SESSION,
  writeHostileProject,
} from '../support/hostile/hostile-commands.ts';
import { randomBombs } from '../support/hostile/random-bombs.ts';
import { type MeasuredRun, runMeasured } from '../support/hostile/run-measured.ts';

/** Seconds of the processor, and megabytes, that a command may take, whatever session it is given. */
const MAX_SECONDS = 10;
const MAX_MB = 512;

/** Milliseconds of the clock: a busy machine gives a command a part of a processor. */
const HANGS_AFTER_MS = 120_000;

/** Each session is given to all commands with `npm run fuzz:hostile`, else to a few, others for each session. */
const isLong = process.env.HOSTILE === 'all';
const FEW = 2;

/** The same sessions and commands in each run of the tests, so that a change is judged by what it changes. */
const SEED = Number(process.env.HOSTILE_SEED ?? 7);
const BY_CHANCE = Number(process.env.HOSTILE_RANDOM ?? 6);

test.describe.configure({ mode: 'parallel' });

const sessions = Object.entries({ ...(isLong ? BOMBS : inOnePlaceEach(BOMBS)), ...randomBombs(SEED, BY_CHANCE) });

for (const [number, [name, make]] of sessions.entries())
  test(`a session is read or refused: ${name}`, async () => {
    test.setTimeout(1_200_000);
    const folder = test.info().outputPath('project');
    const paths = writeBomb(folder, make());
    for (const command of commandsFor(number)) {
      const { args, tool } = withPaths(command, paths);
      const what = [...args, tool?.[0] ?? ''].join(' ').trim();
      await test.step(what, async () => {
        const run = await runMeasured(args, folder, HANGS_AFTER_MS, tool);
        expectInBounds(run, `ipc-recorder ${what}`);
        if (tool !== undefined) expect.soft(run.stdout, what).toMatch(/"isError":(?:true|false)/);
      });
    }
    // It may be of a hundred megabytes.
    rmSync(folder, { recursive: true, force: true });
  });

test('every command that reads sessions is given hostile ones', () => {
  const names = [...commandNames(), ...commandNames('contract').map((name) => `contract ${name}`)];
  const given = COMMANDS.flatMap(({ args: [name, sub] }) => [name, `${name} ${sub}`]);
  expect(names.filter((name) => !given.includes(name) && !WITHOUT_SESSION.includes(name))).toEqual([]);
  expect(names).toContain('contract verify');
  expect(names.length).toBeGreaterThan(20);
});

test('the corpus has sessions that are read, and sessions that are refused', async () => {
  test.setTimeout(1_200_000);
  const codes = await Promise.all(
    ['20,000 commands with arguments of their own', 'a million levels'].map(async (name) => {
      const folder = test.info().outputPath(name);
      const paths = writeBomb(folder, (BOMBS[name] as () => BombFiles)());
      return (await runMeasured(['validate', paths.SESSION], folder, HANGS_AFTER_MS)).exitCode;
    }),
  );
  expect(codes).toEqual([0, 2]);
});

/** Takes of the sessions that have one text in several places one each, in another place for each text. */
function inOnePlaceEach(bombs: Record<string, () => BombFiles>): Record<string, () => BombFiles> {
  let texts = SEED;
  return Object.fromEntries(
    Object.entries(bombs).filter(([name]) => {
      const place = PLACES.findIndex((one) => name.endsWith(one));
      if (place === 0) texts += 1;
      return place === -1 || place === texts % PLACES.length;
    }),
  );
}

/** Says by a sentence what is wrong with a session, in the time and the memory that it has. */
function expectInBounds({ exitCode, stdout, stderr, cpuSeconds, peakMb, hangs }: MeasuredRun, what: string): void {
  expect.soft(hangs, `${what} hangs`).toBe(false);
  expect.soft([0, 1, 2], `${what}: ${stderr.slice(0, 2_000)}`).toContain(exitCode);
  // A stack is what is printed of an error that nobody expected. Playwright prints others, of the test that fails as recorded.
  expect.soft(stderr, what).not.toMatch(/\n\s+at .*\bdist\//);
  if (exitCode === 2) expect.soft(stdout + stderr, what).toMatch(/Error: |Failed to read/);
  expect.soft(cpuSeconds, `seconds of ${what}`).toBeLessThan(MAX_SECONDS);
  expect.soft(peakMb, `megabytes of ${what}`).toBeLessThan(MAX_MB);
}

function commandsFor(session: number): HostileCommand[] {
  if (isLong) return COMMANDS;
  // What runs Playwright takes ten times as long as the others.
  const quick = COMMANDS.filter(({ isSlow }) => isSlow !== true);
  const slow = COMMANDS.filter(({ isSlow }) => isSlow === true);
  const few = Array.from({ length: FEW }, (_, at) => quick[(SEED + session * FEW + at) % quick.length]);
  return [...few, ...((SEED + session) % 12 === 0 ? slow.slice(0, 1) : [])] as HostileCommand[];
}

/** Puts the paths of a session and its folder in the place of the words that stand for them. */
function withPaths({ args, tool }: HostileCommand, paths: Record<string, string>): HostileCommand {
  const place = (word: string) => paths[word] ?? word;
  if (tool === undefined) return { args: args.map(place) };
  const [name, input] = tool;
  return {
    args,
    tool: [name, Object.fromEntries(Object.entries(input).map(([key, word]) => [key, place(word)]))],
  };
}

/** Writes a session into the folder of a project, and returns what the words of the commands stand for. */
function writeBomb(folder: string, files: BombFiles): { SESSION: string; FOLDER: string } {
  writeHostileProject(folder);
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, 'results/hostile', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { SESSION: join('results/hostile', Object.keys(files)[0] as string), FOLDER: 'results' };
}
