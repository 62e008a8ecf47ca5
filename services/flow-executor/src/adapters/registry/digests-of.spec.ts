import type { ConnectorRecord } from '../../domain/gate/connector-record.ts';
import { digestsOf } from './digests-of.ts';

const record = (connectorId: string, version: number, state: ConnectorRecord['state']): ConnectorRecord => ({
  connectorId,
  version,
  state,
  haltMode: null,
  accessLevel: 'READ_ONLY',
});
const [one, other] = ['0192f0c1-0000-7000-8000-0000000000ff', '0192f0c1-0000-7000-8000-0000000001ff'];

describe('digests', () => {
  it('are by the last byte of the id, from the SHA-256 of id, version and state', async () => {
    const digests = await digestsOf([record(one, 3, 'ACTIVE')]);
    expect(digests).toHaveLength(256);
    // printf '0192f0c1-0000-7000-8000-0000000000ff 3 ACTIVE' | sha256sum
    expect(digests[255]).toBe('b13db386e5fd7114');
    expect(digests.slice(0, 255).every((digest) => digest === '0000000000000000')).toBe(true);
  });

  it('are the same in whatever order, and others for another version, state or set', async () => {
    const both = [record(one, 3, 'ACTIVE'), record(other, 1, 'INACTIVE')];
    const digests = await digestsOf(both);
    expect(await digestsOf(both.toReversed())).toEqual(digests);
    for (const changed of [record(one, 4, 'ACTIVE'), record(one, 3, 'INACTIVE'), record(one, 3, 'DELETED')]) {
      expect(await digestsOf([changed, record(other, 1, 'INACTIVE')])).not.toEqual(digests);
    }
  });

  it('do not cover what is deleted, which a replica may or may not have heard of', async () => {
    expect(await digestsOf([record(one, 5, 'DELETED')])).toEqual(await digestsOf([]));
  });
});
