import { readdirSync, readFileSync } from 'node:fs';

/**
 * Memory of these processes and their descendants in MiB, shared pages counted once (PSS).
 * Undefined where the system does not tell (only Linux does).
 */
export function memoryOf(roots: readonly number[]): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const kibibytes = descendantsOf(roots).map(proportionalSetOf);
  return Math.round(kibibytes.reduce((sum, size) => sum + size, 0) / 1024);
}

function descendantsOf(roots: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = parentOf(pid);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const withDescendants = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(withDescendants)];
  return roots.flatMap(withDescendants);
}

function parentOf(pid: number): number | undefined {
  const status = readProc(`/proc/${pid}/status`);
  return status === undefined ? undefined : Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
}

function proportionalSetOf(pid: number): number {
  const rollup = readProc(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup ?? '')?.[1] ?? 0);
}

/** A process may end between two looks. */
function readProc(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
