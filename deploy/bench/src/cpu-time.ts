import { readFileSync } from 'node:fs';

/** Of one thread or all of it, Linux only: `/proc` counts in hundredths of a second. */
const secondsPerTick = 0.01;

/** Seconds of CPU that a process has had, in all its threads. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * secondsPerTick;
}
