/** A fault or an invariant of the page, with what proves it. */
interface Section {
  /** `7` or `I2`. */
  id: string;
  proofs: string[];
}

/** What the page is compared with. */
export interface Tree {
  /** Text of each spec file by its path from the root. */
  specs: ReadonlyMap<string, string>;
  /** Where the names of mutants, of simulated faults and of benchmarks stand. */
  model: string;
  simulation: string;
  benchmarks: readonly string[];
  /** All code in which a metric may be named. */
  code: string;
}

const faults = 42;
const expectedIds = [...Array.from({ length: faults }, (_, index) => String(index + 1)), ...'I1 I2 I3 I4 I5 I6 I7 I8'.split(' ')];

/** @returns what is wrong with the page, in sentences */
export function failureModeProblems(page: string, tree: Tree): string[] {
  const sections = sectionsOf(page);
  return [
    ...missing(sections),
    ...sections.flatMap(({ id, proofs }) => proofs.flatMap((proof) => proofProblem(proof, tree)?.replace(/^/, `${id}: `) ?? [])),
    ...unlisted(sections, tree),
    ...unknownMetrics(page, tree),
  ];
}

function sectionsOf(page: string): Section[] {
  const sections: Section[] = [];
  for (const line of page.split('\n')) {
    const [, id] = /^### (\d+|I\d)\. /.exec(line) ?? [];
    if (id !== undefined) sections.push({ id, proofs: [] });
    if (line.startsWith('- ') && sections.length > 0) sections.at(-1)?.proofs.push(line.slice(2));
  }
  return sections;
}

function missing(sections: readonly Section[]): string[] {
  const ids = sections.map(({ id }) => id);
  const order = ids.join() === expectedIds.join() ? [] : [`the page has ${ids.join(' ')}, not each fault from 1 to ${faults} and I1 to I8`];
  return [...order, ...sections.filter(({ proofs }) => proofs.length === 0).map(({ id }) => `${id} has no test`)];
}

function proofProblem(proof: string, { specs, model, simulation, benchmarks }: Tree): string | undefined {
  const [, kind = '', rest = ''] = /^(\w+): (.*)$/.exec(proof) ?? [];
  const [, name] = /`([^`]+)`$/.exec(rest) ?? [];
  switch (kind) {
    case 'model':
      return name === undefined || new RegExp(`^ {2}${name}: \\{`, 'm').test(model) ? undefined : `the model has no mutant ${name}`;
    case 'simulation':
      return name !== undefined && simulation.includes(`'${name}'`) ? undefined : `the simulation counts no ${name}`;
    case 'benchmark':
      return name !== undefined && benchmarks.includes(name) ? undefined : `there is no benchmark ${name}`;
    case 'processes':
    case 'unit':
      return specProblem(kind, rest, specs);
    default:
      return `${proof} is of no kind that there is`;
  }
}

function specProblem(kind: 'processes' | 'unit', rest: string, specs: Tree['specs']): string | undefined {
  const [, path = '', title = ''] = /^\[[^\]]+\]\(\.\.\/\.\.\/([^)]+)\) “(.+)”$/.exec(rest) ?? [];
  const text = specs.get(path);
  if (text === undefined) return `there is no spec ${path || rest}`;
  if ((kind === 'processes') !== path.endsWith('.int.spec.ts')) return `${path} is not of the kind ${kind}`;
  return titlesIn(text).has(title) ? undefined : `${path} has no test “${title}”`;
}

/** Whatever stands in quotes: of a table of cases also what is filled in. */
function titlesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/(['"`])((?:\\.|(?!\1).)+)\1/g)].map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1')));
}

function unlisted(sections: readonly Section[], { specs }: Tree): string[] {
  const listed = new Map(sections.map(({ id, proofs }) => [id, proofs.join('\n')]));
  const titles = [...specs].flatMap(([path, text]) => [...titlesIn(text)].map((title) => ({ path, title })));
  return titles.flatMap(({ path, title }) => {
    const [, id] = /^fault (\d+): /.exec(title) ?? [];
    return id === undefined || listed.get(id)?.includes(`(../../${path}) “${title}”`) ? [] : [`${path} “${title}” is not below ${id}`];
  });
}

function unknownMetrics(page: string, { code }: Tree): string[] {
  const named = new Set([...page.matchAll(/`(patchbay_[a-z_]+)/g)].map(([, name = '']) => name));
  return [...named].filter((name) => !code.includes(name)).map((name) => `no code names the metric ${name}`);
}
