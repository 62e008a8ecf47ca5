import type { Connector } from '../src/domain/connector.ts';
import type { CustomSettings } from '../src/domain/custom-settings.ts';
import { type Deletion, planDeletion } from '../src/domain/deletion.ts';
import { connectorId, flowId, operationId, organizationId } from '../src/domain/ids.ts';
import type { Reference } from '../src/domain/reference.ts';

export const noon = new Date('2026-01-02T12:00:00.000Z');
export const later = new Date('2026-01-02T13:00:00.000Z');
export const organization = organizationId('0192f0c1-0000-7000-8000-000000000001');
export const otherOrganization = organizationId('0192f0c1-0000-7000-8000-000000000002');
export const someConnector = connectorId('0192f0c1-0000-7000-8000-0000000000c1');
export const someFlow = flowId('0192f0c1-0000-7000-8000-0000000000f1');

/** A connector as it was created at noon, but for what the test says. */
export function given(over: Partial<Connector> = {}): Connector {
  return {
    connectorId: someConnector,
    organizationId: organization,
    kind: 'webex-contact-center',
    name: 'CRM',
    description: '',
    accessLevel: 'READ_ONLY',
    custom: null,
    state: 'ACTIVE',
    version: 1,
    haltMode: null,
    staleGraceMs: 0,
    graceInForceMs: 0,
    consent: { userId: 'ada', accessLevel: 'READ_ONLY', textVersion: '2026-01', at: noon },
    createdAt: noon,
    updatedAt: noon,
    ...over,
  };
}

export const settings: CustomSettings = {
  resourceDomain: 'https://api.crm.example',
  authentication: { kind: 'basic', userName: 'patchbay' },
  validationUrl: null,
};

/** The same of kind `custom`. */
export const givenCustom = (over: Partial<Connector> = {}): Connector => given({ kind: 'custom', custom: settings, ...over });

export const someOperation = operationId('0192f0c1-0000-7000-8000-0000000000a1');

/** The deletion of that connector, as it begins at noon. */
export const aDeletion = (over: Partial<Deletion> = {}): Deletion => ({
  ...planDeletion(
    {
      operationId: someOperation,
      organizationId: organization,
      connectorId: someConnector,
      connectorVersion: 2,
      requestedBy: 'bob',
      dependentFlows: 1,
      staleGraceMs: 0,
    },
    noon,
  ),
  ...over,
});

export function aReference(over: Partial<Reference> = {}): Reference {
  return {
    connectorId: someConnector,
    flowId: someFlow,
    flowName: 'Main line',
    owner: 'dev',
    versionNumber: 1,
    labels: ['Live', 'Latest'],
    hasFallback: true,
    activities: [{ activityId: 'a-1', activityLabel: 'FindQueue', method: 'GET' }],
    ...over,
  };
}

/** A page that takes everything that a test has made. */
export const onePage = { size: 1_000, after: undefined };

/** The nth of many ids of one kind, rising. */
export const nth = (n: number): string => `0192f0c1-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
