import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Check } from './check.ts';

/** One forbidden import per arrow: the file it is planted in, the line, and the rule that must catch it. */
const planted = [
  { file: 'services/connector-registry/src/domain/planted.ts', line: "import 'typeorm';", rule: 'domain-is-pure' },
  { file: 'services/flow-executor/src/application/planted.ts', line: "import 'undici';", rule: 'application-knows-no-technology' },
  {
    file: 'services/token-broker/src/adapters/http/planted.ts',
    line: "import '../../../../authz/src/main.ts';",
    rule: 'services-never-import-services',
  },
  { file: 'libs/outbox/src/planted.ts', line: "import 'kafkajs';", rule: 'kafkajs-stays-behind-its-port' },
  { file: 'libs/halt-protocol/src/planted.ts', line: "import 'node:timers';", rule: 'halt-protocol-is-pure' },
  { file: 'services/authz/src/planted.ts', line: "import '@patchbay/testing';", rule: 'testing-is-for-tests' },
] as const;

function plantedCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'patchbay-boundaries-'));
  const keep = (path: string): boolean => !/\/(node_modules|dist|\.cache)(\/|$)/.test(path);
  for (const entry of ['libs', 'services', 'package.json', 'tsconfig.base.json', '.dependency-cruiser.cjs']) {
    cpSync(entry, join(copy, entry), { recursive: true, filter: (path) => keep(resolve(path)) });
  }
  linkDependencies(copy);
  for (const { file, line } of planted) writeFileSync(join(copy, file), `${line}\n`);
  return copy;
}

/** Everything that is installed, and the copy's own workspaces in place of ours: an import of ours must lead to the copy. */
function linkDependencies(copy: string): void {
  const scope = '@patchbay';
  mkdirSync(join(copy, 'node_modules', scope), { recursive: true });
  for (const entry of readdirSync('node_modules').filter((name) => name !== scope)) {
    symlinkSync(resolve('node_modules', entry), join(copy, 'node_modules', entry));
  }
  for (const name of readdirSync(join('node_modules', scope))) {
    symlinkSync(readlinkSync(join('node_modules', scope, name)), join(copy, 'node_modules', scope, name));
  }
}

function violatedRules(folder: string): Set<string> {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'libs', 'services'];
  const { stdout, stderr } = spawnSync('depcruise', args, { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  if (!stdout) throw new Error(`depcruise printed no report: ${stderr}`);
  const report = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return new Set(report.summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
}

/** Tests the boundary check itself: each forbidden import, planted in a copy of the tree, must be caught by the rule that forbids it. */
export const plantedImportsCheck: Check = {
  name: 'a planted forbidden import is caught',
  async run() {
    const copy = plantedCopy();
    try {
      const violated = violatedRules(copy);
      const missed = planted.filter(({ file, rule }) => !violated.has(`${rule} ${file}`));
      for (const { file, line, rule } of missed) process.stdout.write(`not caught: ${line} in ${file} (rule ${rule})\n`);
      return { passed: planted.length - missed.length, failed: missed.length };
    } finally {
      rmSync(copy, { recursive: true });
    }
  },
};
