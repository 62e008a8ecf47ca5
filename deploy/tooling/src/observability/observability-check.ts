import { type Check, runCommand } from '../check.ts';
import { readAlerts, readDashboardQueries, ruleFiles, ruleTests } from './alerts.ts';
import { problemsOf, readIfThere, unknownMetrics } from './judge.ts';
import { definedMetrics } from './metrics.ts';
import { findPromtool } from './promtool.ts';

/** Alerts and dashboards ask for metrics that the code defines, every alert has a runbook, and Prometheus takes the rules and fires them as their tests say. */
export const observabilityCheck: Check = {
  name: 'alerts and dashboards',
  async run() {
    const metrics = definedMetrics();
    const alerts = readAlerts();
    const queries = readDashboardQueries();
    const problems = [
      ...alerts.flatMap((alert) => problemsOf(alert, { metrics, read: readIfThere })),
      ...queries.flatMap((query) => unknownMetrics(query, metrics).map((name) => `a dashboard asks for ${name}, which no code defines`)),
    ];
    for (const problem of problems) process.stdout.write(`${problem}\n`);
    const promtool = findPromtool();
    if (promtool === undefined) {
      const notes = ['NOT TRIED alert rules by promtool: it was not found, and could not be fetched with apt-get'];
      return { passed: alerts.length + queries.length - problems.length, failed: problems.length, notes };
    }
    const exitCodes = [
      await runCommand(promtool, ['check', 'rules', ...ruleFiles()]),
      await runCommand(promtool, ['test', 'rules', ...ruleTests()]),
    ];
    const refused = exitCodes.filter((code) => code !== 0).length;
    return { passed: alerts.length + queries.length + exitCodes.length - problems.length - refused, failed: problems.length + refused };
  },
};
