const rounds = 7;

/** Nanoseconds that one run takes: the median of several rounds, after one to warm up. */
export function nsPerRun(runs: number, work: (run: number) => unknown): number {
  const took: number[] = [];
  let kept: unknown;
  for (let round = 0; round <= rounds; round += 1) {
    const begin = process.hrtime.bigint();
    for (let run = 0; run < runs; run += 1) kept = work(run);
    took.push(Number(process.hrtime.bigint() - begin) / runs);
  }
  // Used, so that no compiler finds out that it is not.
  if (kept === took) throw new TypeError('a run answered its own time');
  const [, ...counted] = took;
  return Math.round((counted.toSorted((a, b) => a - b)[rounds >> 1] ?? 0) * 10) / 10;
}
