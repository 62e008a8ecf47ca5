import { runnable, startKinds } from '../activities/activity-kinds.ts';
import type { FlowActivity, FlowExport, FlowProcess } from '../flow/flow-export.ts';
import { sameExit } from '../graph/same-exit.ts';
import type { Findings } from './findings.ts';

/** Activities, links and how they hang together. */
export function checkStructure(flow: FlowExport, findings: Findings): void {
  const starts = flow.main.activities.filter(({ kind }) => startKinds.has(kind));
  const roots = flow.events.activities.filter(({ event }) => event !== undefined);
  checkStarts(starts, findings);
  for (const process of [flow.main, flow.events]) checkLinks(process, findings);
  checkReachable(flow.main, starts, findings);
  checkReachable(flow.events, roots, findings);
  checkKinds(flow, findings);
  for (const process of [flow.main, flow.events]) checkExits(process, findings);
}

function checkStarts(starts: readonly FlowActivity[], findings: Findings): void {
  if (starts.length === 0) findings.error(null, 'flow.no-start', 'the flow has no start activity: add one');
  for (const extra of starts.slice(1))
    findings.error(extra, 'flow.several-starts', 'the flow has another start activity already: remove one of them');
}

function checkLinks({ activities, links }: FlowProcess, findings: Findings): void {
  const byId = new Map(activities.map((activity) => [activity.id, activity]));
  const taken = new Set<string>();
  for (const { id, sourceId, targetId, port } of links) {
    const source = byId.get(sourceId) ?? null;
    if (!source || !byId.has(targetId)) {
      findings.error(
        source,
        'flow.dangling-link',
        `the link ${id} (${port}) leads from or to an activity that is not in this part of the flow (FC1012): connect it again`,
      );
    }
    const exit = JSON.stringify([sourceId, port]);
    if (taken.has(exit)) findings.error(source, 'flow.duplicate-link', `the exit ${port} leads to two activities: remove a link`);
    taken.add(exit);
  }
}

function checkReachable(process: FlowProcess, roots: readonly FlowActivity[], findings: Findings): void {
  const reached = reachableFrom(roots, process);
  for (const activity of process.activities) {
    if (!reached.has(activity.id))
      findings.error(activity, 'flow.unreachable-activity', 'nothing leads to this activity (FC1004): connect it or remove it');
  }
}

function checkKinds(flow: FlowExport, findings: Findings): void {
  for (const activity of [...flow.main.activities, ...flow.events.activities]) {
    if (!runnable.has(activity.kind))
      findings.error(activity, 'flow.unknown-activity', `there is no activity ${activity.kind || 'without a name'}: replace it`);
  }
}

function checkExits({ activities, links }: FlowProcess, findings: Findings): void {
  const wired = new Set(links.map(({ sourceId, port }) => JSON.stringify([sourceId, port])));
  for (const activity of activities) {
    for (const port of runnable.get(activity.kind)?.exits(activity.properties) ?? []) {
      if (![port, sameExit[port] ?? port].some((name) => wired.has(JSON.stringify([activity.id, name]))))
        findings.error(activity, 'flow.exit-not-wired', `its exit ${port} leads nowhere: connect it`);
    }
  }
}

function reachableFrom(roots: readonly FlowActivity[], { links }: FlowProcess): ReadonlySet<string> {
  const targets = Map.groupBy(links, ({ sourceId }) => sourceId);
  const reached = new Set(roots.map(({ id }) => id));
  for (const id of reached) for (const { targetId } of targets.get(id) ?? []) reached.add(targetId);
  return reached;
}
