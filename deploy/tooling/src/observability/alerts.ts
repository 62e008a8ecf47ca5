import { globSync, readFileSync } from 'node:fs';
import yaml from 'js-yaml';

export interface Alert {
  alert: string;
  expr: string;
  annotations?: { runbook?: string };
}

interface RuleFile {
  groups: { rules: Alert[] }[];
}

interface Panel {
  targets?: { expr?: string }[];
}

const folder = 'deploy/observability';

export const ruleFiles = (): string[] => globSync(`${folder}/alerts/*.rules.yaml`).toSorted();
export const ruleTests = (): string[] => globSync(`${folder}/alerts/*.test.yaml`).toSorted();

export function readAlerts(): Alert[] {
  return ruleFiles().flatMap((file) => (yaml.safeLoad(readFileSync(file, 'utf8')) as RuleFile).groups.flatMap(({ rules }) => rules));
}

/** What the panels of every dashboard ask for. */
export function readDashboardQueries(): string[] {
  const dashboards = globSync(`${folder}/dashboards/*.json`).map((file) => JSON.parse(readFileSync(file, 'utf8')) as { panels: Panel[] });
  return dashboards.flatMap(({ panels }) => panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => expr ?? [])));
}
