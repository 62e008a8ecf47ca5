import { existsSync, readFileSync } from 'node:fs';
import type { Alert } from './alerts.ts';
import { metricsIn } from './metrics.ts';

interface Known {
  metrics: ReadonlySet<string>;
  /** @returns undefined when there is no such file */
  read: (file: string) => string | undefined;
}

export const readIfThere = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** @returns what is wrong with the alert */
export function problemsOf({ alert, expr, annotations }: Alert, { metrics, read }: Known): string[] {
  const problems = unknownMetrics(expr, metrics).map((name) => `${alert}: no code defines the metric ${name}`);
  const runbook = annotations?.runbook;
  if (!runbook?.startsWith('deploy/docs/runbooks/')) problems.push(`${alert}: annotation "runbook" names no file of deploy/docs/runbooks`);
  else if (!read(runbook)?.includes(`\`${alert}\``)) problems.push(`${alert}: ${runbook} does not say what to do when it fires`);
  return problems;
}

export const unknownMetrics = (query: string, metrics: ReadonlySet<string>): string[] =>
  metricsIn(query).filter((name) => !metrics.has(name));
