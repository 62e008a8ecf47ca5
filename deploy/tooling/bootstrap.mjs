// The one entry of `npm start`, `npm test` and the other commands of the root. Plain JavaScript for any Node from 18 on: in a fresh clone nothing is installed yet,
// and the machine's own Node may be older than the one that Patchbay brings.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = `${root}node_modules/.bin/`;
const stamp = `${root}node_modules/.patchbay-install`;

/** TimeoutNegativeWarning: kafkajs sets a timer to a time that is past, which Node takes as 1 ms and kafkajs meant so. */
const flags = ['--conditions=@patchbay/source', '--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning'];

const programs = {
  start: 'deploy/local/src/start.ts',
  demo: 'deploy/local/src/demo.ts',
  bench: 'deploy/bench/src/run-bench.ts',
  test: 'deploy/tooling/src/run-checks.ts',
  'check-model': 'libs/halt-protocol/model/check-model.ts',
  simulate: 'libs/halt-protocol/simulation/simulate.ts',
  'verify-history': 'libs/halt-history/command/verify-history.ts',
};

/** Changes when the lock file or the root manifest does; an install that was cut short leaves no stamp. */
function installFingerprint() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'package.json']) hash.update(readFileSync(root + file));
  return hash.digest('hex');
}

function installWhatIsMissing() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === installFingerprint()) return;
  process.stdout.write('installing dependencies (npm install) …\n');
  const started = Date.now();
  // `npm install`, not `npm ci`: see deploy/docs/adr/0005-esm-and-build.md.
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    env: withoutNpmConfig(),
  });
  if (status !== 0) {
    process.stderr.write('npm install failed: see its messages above, mend the cause and run the command again\n');
    process.exit(1);
  }
  writeFileSync(stamp, installFingerprint());
  process.stdout.write(`dependencies installed in ${Math.round((Date.now() - started) / 1000)} s\n`);
}

/** npm run passes its own settings on as variables; an inner npm would take them for the user's. */
function withoutNpmConfig() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|package|command|execpath)/.test(name)));
}

function run(program, args) {
  const child = spawn(`${bin}node`, [...flags, program, ...args], {
    cwd: root,
    // The channel tells the program when this process is gone, also when it was killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  // The program ends in its own order; this process waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

const [command, ...args] = process.argv.slice(2);
const program = programs[command];
if (!program) {
  process.stderr.write(`unknown command ${command}: use one of ${Object.keys(programs).join(', ')}\n`);
  process.exit(1);
}
installWhatIsMissing();
run(program, args);
