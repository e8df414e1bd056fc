// Each minor version of Playwright that the package supports, and each Node: the packed package in a suite of its own, with what it must record.
// Arguments choose: `node scripts/versions.mjs 1.53 node@22`.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import { browserLaunchOptions } from './browser.mjs';
import { buildPackage } from './build.mjs';
import { readJson } from './json-file.mjs';
import { setUp } from './setup.mjs';
import { root, runSteps, step } from './steps.mjs';

const manifest = readJson(join(root, 'package.json'));
const NEWEST = minorOf(manifest.devDependencies['@playwright/test']);
const OLDEST = minorOf(manifest.peerDependencies['@playwright/test']);
const NODES = ['20.19', '22', '24'];

/** The calls of `core.spec.mjs`, in order: command, and result or what became of it. */
const CORE_CALLS = [
  ['fruit', { Ok: 'pear' }],
  ['hang', 'navigated'],
  ['fail', { Err: 'disk full' }],
  ['fruit', { Ok: 'plum' }],
];

const chosen = process.argv.slice(2);
const isChosen = (name) => chosen.length === 0 || chosen.includes(name);
const temporary = mkdtempSync(join(tmpdir(), 'ipc-recorder-versions-'));

await runSteps(async () => {
  try {
    await step('set-up', setUp);
    await step('build', buildPackage);
    const tarball = await step('pack', pack);
    for (let minor = OLDEST; minor <= NEWEST; minor += 1) {
      const name = `1.${minor}`;
      if (isChosen(name)) await step(`Playwright ${name}`, () => tryOut(name, tarball, `~${name}.0`));
    }
    for (const node of NODES)
      if (isChosen(`node@${node}`))
        await step(`Node ${node}`, () => tryOut(`node-${node}`, tarball, `~1.${NEWEST}.0`, `node@${node}`));
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** The minor version in a version or a range of 1.x. */
function minorOf(range) {
  const minor = /1\.(\d+)/.exec(range)?.[1];
  if (minor === undefined) throw new Error(`"${range}" is no version of Playwright 1.x.`);
  return Number(minor);
}

/** Makes the tarball that npm would publish. */
function pack() {
  const { stdout } = run(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', temporary],
    root,
  );
  const [packed] = Object.values(JSON.parse(stdout));
  return join(temporary, packed.filename);
}

/** Installs the package beside a Playwright, and a Node if one is named, and looks at what it records. */
function tryOut(name, tarball, playwright, node) {
  const folder = join(temporary, name);
  cpSync(join(root, 'e2e/versions/suite'), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const packages = [tarball, `@playwright/test@${playwright}`, ...(node === undefined ? [] : [node])];
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...packages], folder);
  const program = node === undefined ? process.execPath : join(folder, 'node_modules/node/bin/node');
  const ours = join(folder, 'node_modules/playwright-ipc-recorder/dist/src/cli/main.js');
  const runner = join(folder, 'node_modules/@playwright/test/cli.js');
  const launch = { LAUNCH_OPTIONS: JSON.stringify(browserLaunchOptions()) };

  const core = run(program, [runner, 'test', 'core'], folder, launch, [0]);
  check(resultsIn(folder), { 'is recorded': 'passed', 'is recorded, too': 'passed', 'is served': 'passed' }, core);
  check(callsIn(folder), CORE_CALLS, core);
  check(stepsIn(folder), ['ask begin', 'ask end'], core);

  const plain = run(program, [runner, 'test', 'plain'], folder, { ...launch, PLAIN: '1' }, [1]);
  const steps = readJson(join(folder, 'steps.json'));
  check(Object.keys(steps), ['fails'], plain);
  const recorded = run(program, [ours, 'run', '--', 'plain'], folder, { ...launch, PLAIN: '1' }, [1]);
  check(readJson(join(folder, 'steps.json')), steps, recorded);
  check(callsIn(folder), [['fruit', { Ok: 'pear' }]], recorded);
  check(/IPC: 1 call, 0 failed, 0 pending/.test(recorded.output), true, recorded);

  const replayed = run(program, [ours, 'replay', sessionsIn(folder)[0]], folder, { ...launch, PLAIN: '1' }, [0]);
  check(/Reproduced/.test(replayed.output), true, replayed);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** The status of each test in the last run. */
function resultsIn(folder) {
  const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];
  const specs = specsOf(readJson(join(folder, 'report.json')));
  return Object.fromEntries(specs.map(({ title, tests }) => [title, tests[0].results[0].status]));
}

/** The session files of the last run. */
function sessionsIn(folder) {
  const recordings = join(folder, 'test-results/ipc');
  mkdirSync(recordings, { recursive: true });
  return readdirSync(recordings)
    .map((name) => join(recordings, name, 'ipc-session.json'))
    .filter((file) => existsSync(file));
}

/** The calls of the only session that the last run has kept. */
function callsIn(folder) {
  const files = sessionsIn(folder);
  if (files.length !== 1) return `${files.length} sessions`;
  const events = readJson(files[0]).events.map(({ event }) => event);
  return events
    .filter(({ type }) => type === 'Ipc')
    .map(({ command, result, abandoned }) => [command, abandoned ?? result]);
}

/** The checkpoints of the test's own step in the only session of the last run: other steps differ from version to version. */
function stepsIn(folder) {
  const { checkpoints } = readJson(sessionsIn(folder)[0]);
  const steps = checkpoints.filter(({ step }) => step?.category === 'test.step' && step.title_path.at(-1) === 'ask');
  return steps.map(({ label, step }) => `${label} ${step.phase}`);
}

/** Throws, with what a command has said, when something is not as it must be. */
function check(actual, expected, { output }) {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`It should have been ${JSON.stringify(expected)}, and was ${JSON.stringify(actual)}.\n${output}`);
}

/** Runs a command; throws when it ends with another exit code than one of these. */
function run(program, args, cwd, env = {}, exitCodes = [0]) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, CI: '1', ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  const output = `${stdout}${stderr}`;
  if (!exitCodes.includes(status)) throw new Error(`${program} ${args.join(' ')} ended with ${status}.\n${output}`);
  return { stdout, output };
}
