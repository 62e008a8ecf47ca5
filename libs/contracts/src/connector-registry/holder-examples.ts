/** Of holders, and of what is told to them and about them. */
const organizationId = '0192f0c1-0000-7000-8000-000000000001';
const connectorId = '0192f0c1-0000-7000-8000-0000000000c1';
const operationId = '0192f0c1-0000-7000-8000-0000000000a1';
const at = '2026-03-02T09:30:00.000Z';

const summary = { connectorId, kind: 'webex-contact-center', name: 'CRM read', accessLevel: 'READ_ONLY', state: 'ACTIVE', version: 1 };
const instanceId = '0192f0c1-0000-4000-8000-0000000000d1';
const receipt = {
  state: 'HALTED',
  holders: [{ instanceId, kind: 'flow-executor', outcome: 'acked', ackedAfterMs: 7, gateClosedAt: at, aborted: 2, draining: 0 }],
  acked: 1,
  total: 1,
  haltedAfterMs: 12,
  boundMs: 5_100,
  guaranteedBy: null,
  sentence: 'halted 1/1 in 12 ms',
};
const connector = {
  ...summary,
  createdAt: at,
  updatedAt: at,
  organizationId,
  description: '',
  scopes: ['cjp:config', 'cjp:config_read'],
  consent: { userId: 'u-full-admin', accessLevel: 'READ_ONLY', textVersion: '2026-01', at },
  allowedActions: ['deactivate'],
  staleGraceMs: 0,
  haltBound: { ms: 5_100 },
};
const held = { ...summary, haltMode: null, staleGraceMs: 0, organizationId };
const grantTerms = { nonce: 4, epoch: 1, upToSeq: 12, leaseMs: 5_000 };
const position = { epoch: 1, appliedSeq: 12 };

export const holderExamples: Readonly<Record<string, unknown>> = {
  AcknowledgeLeaseRequest: {
    ...position,
    closures: [{ connectorId, belowVersion: 2, gateClosedAtMs: 1_772_443_800_000, aborted: 2, draining: 0 }],
  },
  Connector: connector,
  DeactivateConnectorQuery: { waitMs: 2_000 },
  DeactivatedConnector: {
    ...connector,
    state: 'INACTIVE',
    version: 2,
    allowedActions: ['update', 'activate', 'delete'],
    operationId,
    halt: receipt,
  },
  HaltReceipt: receipt,
  HeldConnector: held,
  HolderList: {
    items: [
      {
        instanceId,
        kind: 'flow-executor',
        organizationId: null,
        heldBy: 'flow-executor',
        lastRenewedAt: at,
        expiresAt: at,
        expired: false,
        left: false,
        ...position,
        lag: 0,
        clockRate: 1.00002,
      },
    ],
    epoch: 1,
    seq: 12,
  },
  HolderPush: { epoch: 1, seq: 12, record: held },
  HolderStreamQuery: { afterSeq: 11 },
  LeaseGrant: { ...grantTerms, changes: [held] },
  RenewLeaseRequest: {
    kind: 'flow-executor',
    organizationId: null,
    ...position,
    nonce: 4,
    clockRate: 1.00002,
  },
  ConnectorSnapshot: { registryEpoch: 1, upToSeq: 12, items: [held] },
};
