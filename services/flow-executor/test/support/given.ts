import { v7 as uuidv7 } from 'uuid';
import type { ConnectorUse } from '../../src/domain/flow/connector-binding.ts';
import { importFlow } from '../../src/domain/lifecycle/draft.ts';
import type { FlowContent, FlowVersion, StoredFlow } from '../../src/domain/lifecycle/stored-flow.ts';
import { askingFlow } from './flows.ts';

export const noon = new Date('2026-01-02T12:00:00.000Z');

export const contentOf = (over: Partial<FlowContent> = {}): FlowContent => ({
  exportText: JSON.stringify(askingFlow()),
  connectors: {},
  onConnectorInactive: 'HALT',
  fallbackDestination: null,
  ...over,
});

export const givenFlow = (over: Partial<StoredFlow> = {}, content: FlowContent = contentOf()): StoredFlow => ({
  ...importFlow({ flowId: uuidv7(), organizationId: uuidv7(), owner: 'developer', content, now: noon }),
  ...over,
});

export const useOf = (connectorId: string): ConnectorUse => ({
  connectorId,
  connectorVersion: 1,
  activities: [{ activityId: 'id-Ask', activityLabel: 'Ask', method: 'GET' }],
});

export const givenVersion = (flow: StoredFlow, over: Partial<FlowVersion> = {}): FlowVersion => ({
  flowId: flow.flowId,
  versionNumber: 1,
  state: 'PUBLISHED',
  content: flow.draft,
  uses: [],
  detachedFrom: null,
  comment: '',
  publishedBy: 'developer',
  startedAt: noon,
  ...over,
});
