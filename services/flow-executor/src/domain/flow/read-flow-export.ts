import { variableTypes } from '../values/convert.ts';
import { ExportNode } from './export-node.ts';
import type { FlowActivity, FlowExport, FlowLink, FlowProcess, FlowVariable } from './flow-export.ts';

/** Tolerates what it does not know: the designer adds keys every year. Throws `MalformedExport` for what cannot be read. */
export function readFlowExport(raw: unknown): FlowExport {
  const root = new ExportNode(raw);
  return {
    name: root.at('name').requiredText(),
    description: root.at('description').text(),
    flowType: root.at('flowType').oneOf(['FLOW', 'SUBFLOW'], 'FLOW'),
    variables: root.at('variables').items().map(readVariable),
    main: readProcess(root.at('process')),
    events: readEvents(root),
  };
}

function readVariable(node: ExportNode): FlowVariable {
  const value = node.at('value');
  return {
    name: node.at('name').requiredText(),
    type: node.at('type').oneOf(variableTypes, 'STRING'),
    defaultValue: value.isAbsent ? null : value.text(),
    isSecure: node.at('isSecure').text().toLowerCase() === 'true',
  };
}

/** All maps of events are one graph: their links never leave their own part. */
function readEvents(root: ExportNode): FlowProcess {
  const eventFlows = root.at('eventFlows');
  if (eventFlows.isAbsent) return { activities: [], links: [] };
  const parts = eventFlows
    .at('eventsMap')
    .entries()
    .filter(([, entry]) => !entry.isAbsent)
    .map(([, entry]) => readProcess(entry.at('process')));
  return { activities: parts.flatMap(({ activities }) => activities), links: parts.flatMap(({ links }) => links) };
}

function readProcess(node: ExportNode): FlowProcess {
  return {
    activities: node
      .at('activities')
      .entries()
      .map(([id, activity]) => readActivity(id, activity)),
    links: node.at('links').items().map(readLink),
  };
}

function readActivity(id: string, node: ExportNode): FlowActivity {
  const properties = node.at('properties');
  const isEvent = node.at('group').text() === 'event';
  return {
    id,
    label: node.at('name').text() || properties.at('name').text() || id,
    kind: isEvent ? 'event' : properties.at('activityName').text(),
    event: isEvent ? properties.at('event').text() || node.at('name').text() : undefined,
    properties: properties.record(),
  };
}

function readLink(node: ExportNode): FlowLink {
  const { path } = node;
  return {
    id: node.at('id').text(path),
    sourceId: node.at('sourceActivityId').requiredText(),
    targetId: node.at('targetActivityId').requiredText(),
    port: node.at('conditionExpr').text() || node.at('properties').at('value').requiredText(),
  };
}
