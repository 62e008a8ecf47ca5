import { EventEnvelope, OrganizationId } from '@patchbay/contracts';
import { type OutboxRow, outgoingEventOf } from './outbox-row.ts';

const row: OutboxRow = {
  seq: 10,
  ordinal: 1,
  id: '019a3b5c-0000-7000-8000-000000000001',
  aggregatetype: 'patchbay.connector.lifecycle.v1',
  aggregateid: 'connector-1',
  type: 'patchbay.ConnectorDeactivated',
  payload: { reason: 'credential leaked' },
  source: 'connector-registry',
  subject: 'connector-1',
  organization_id: OrganizationId.parse('019a3b5c-0000-7000-8000-00000000000a'),
  version: 100,
  registry_seq: 10,
  registry_epoch: 2,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  time: new Date('2026-01-02T03:04:05.678Z'),
};

describe('outgoingEventOf', () => {
  it('makes the envelope that the contract describes', () => {
    const { topic, key, envelope } = outgoingEventOf(row);
    expect({ topic, key }).toEqual({ topic: 'patchbay.connector.lifecycle.v1', key: 'connector-1' });
    expect(EventEnvelope.parse(envelope)).toEqual({
      id: row.id,
      source: 'connector-registry',
      type: 'patchbay.ConnectorDeactivated',
      subject: 'connector-1',
      time: '2026-01-02T03:04:05.678Z',
      organizationId: row.organization_id,
      version: 100,
      registrySeq: 10,
      registryEpoch: 2,
      traceparent: row.traceparent,
      data: { reason: 'credential leaked' },
    });
  });

  it('leaves out the attributes that the row has not', () => {
    const { envelope } = outgoingEventOf({ ...row, version: null, registry_seq: null, registry_epoch: null, traceparent: null });
    expect(Object.keys(envelope)).toEqual(['id', 'source', 'type', 'subject', 'time', 'organizationId', 'data']);
  });
});
