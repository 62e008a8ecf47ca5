import { existsSync, readdirSync, readFileSync } from 'node:fs';

const repository = new URL('../../../', import.meta.url);

/** The flows that the demo uses. */
export const demoFlows = new URL('deploy/local/flows/', repository);
/** Written for tests: what exports may look like and the real ones do not. */
export const ownExports = new URL('exports/', import.meta.url);
/** Real exports of other people's public repositories, where they lie beside this repository. */
export const realFlows = new URL('../shared/flows/', repository);

export function filesIn(folder: URL): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .sort()
    : [];
}

export function readExport(folder: URL, file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}
