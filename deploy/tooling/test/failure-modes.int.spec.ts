import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { failureModeProblems, type Tree } from '../src/failure-modes.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const files = (pattern: string) =>
  globSync(pattern, { cwd: root, exclude: (name) => ['node_modules', 'dist', '.cache'].includes(name) }).filter(
    (path) => !path.includes('/node_modules/'),
  );

const page = read('deploy/docs/failure-modes.md');
const specs = files('{libs,services,deploy}/*/{src,test}/**/*.spec.ts').filter((path) => !path.startsWith('deploy/tooling/'));
const tree: Tree = {
  specs: new Map(specs.map((path) => [path, read(path)])),
  model: read('libs/halt-protocol/model/rules.ts'),
  simulation: read('libs/halt-protocol/simulation/coverage.ts'),
  benchmarks: files('deploy/bench/src/*/run-*.ts').map((path) => path.split('/')[3] ?? ''),
  code: files('{libs,services}/*/src/**/*.ts').map(read).join('\n'),
};
const problems = (changed: string, over: Partial<Tree> = {}) => failureModeProblems(changed, { ...tree, ...over });
const withSpec = (path: string, text: string) => ({ specs: new Map([...tree.specs, [path, text]]) });

describe('the failure modes', () => {
  it('name tests that there are, for every fault and invariant, and every test of a fault', () => {
    expect(problems(page)).toEqual([]);
  });

  const frozen = 'services/flow-executor/test/lease/frozen-executor.failure.int.spec.ts';
  const title = 'sends nothing when it wakes: its lease has ended, and the halt is reported without it';

  it.each([
    [
      'a test that was renamed',
      () => problems(page, withSpec(frozen, `it('sends something', ...)`)),
      `2: ${frozen} has no test “${title}”`,
    ],
    [
      'a spec that was moved',
      () => problems(page.replaceAll(frozen, 'elsewhere.int.spec.ts')),
      '2: there is no spec elsewhere.int.spec.ts',
    ],
    [
      'a kind that it is not',
      () => problems(page.replace(/- processes: (?=.*frozen)/, '- unit: ')),
      `2: ${frozen} is not of the kind unit`,
    ],
    ['a fault without a test', () => problems(page.replace(/(### 42\..*?)\n- [^\n]*/s, '$1')), '42 has no test'],
    [
      'a fault that is missing',
      () => problems(page.replace('### 42. ', '#### 42. ')),
      expect.stringContaining('not each fault from 1 to 42'),
    ],
    ['a mutant that is none', () => problems(page.replace('`noVersionCheck`', '`noSuchRule`')), '9: the model has no mutant noSuchRule'],
    [
      'a fault that is not simulated',
      () => problems(page.replace('`holder mute`', '`holder drunk`')),
      '5: the simulation counts no holder drunk',
    ],
    [
      'a benchmark that is none',
      () => problems(page.replace('- benchmark: `halt`', '- benchmark: `nap`')),
      '42: there is no benchmark nap',
    ],
    ['a metric that is none', () => problems(`${page}\n\`patchbay_no_such_metric\``), 'no code names the metric patchbay_no_such_metric'],
    [
      'a test of a fault that is not on the page',
      () => problems(page, withSpec('libs/x/test/y.int.spec.ts', "it('fault 7: unheard of', ...)")),
      'libs/x/test/y.int.spec.ts “fault 7: unheard of” is not below 7',
    ],
  ])('are found out with %s', (_what, found, problem) => {
    expect(found()).toContainEqual(problem);
  });
});
