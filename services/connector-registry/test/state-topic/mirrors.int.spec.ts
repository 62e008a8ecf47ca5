import { createHash } from 'node:crypto';
import { connectorState, mirrorBuckets } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';

interface Held {
  connectorId: string;
  version: number;
  state: string;
}

/** As the contract says, written down once more. */
function digestsOf(connectors: readonly Held[]): string[] {
  return Array.from({ length: mirrorBuckets }, (_, bucket) => {
    const inBucket = connectors.filter(({ connectorId, state }) => bucketOf(connectorId) === bucket && state !== 'DELETED');
    const digest = inBucket.reduce((sum, { connectorId, version, state }) => {
      const hash = createHash('sha256').update(`${connectorId} ${version} ${state}`).digest();
      return sum ^ hash.readBigUInt64BE();
    }, 0n);
    return digest.toString(16).padStart(16, '0');
  });
}

const bucketOf = (connectorId: string): number => Number.parseInt(connectorId.slice(-2), 16);

describe('what executors hold', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let superuser: OwnConnection;
  const lines: string[] = [];

  beforeAll(async () => {
    registry = await RunningRegistry.prepare();
    await registry.startService({ STATE_CHECK_EVERY_MS: '300', LOG_LEVEL: 'warn' }, { write: (line) => void lines.push(line) });
    superuser = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'mirrors-test' });
    organization = registry.organization();
  });
  afterAll(async () => {
    await superuser.close();
    await registry.stop();
  });

  const report = (instanceId: string, connectors: readonly Held[]) =>
    registry.call('POST', '/v1/connector-snapshot/digests', { body: { instanceId, digests: digestsOf(connectors) } });
  /** Every change of before is one that everybody has heard of. */
  const settle = () => superuser.query("UPDATE connector SET updated_at = updated_at - interval '1 minute'");
  const recordsOf = ({ connectorId }: Held) => registry.topics.of(connectorState.name, connectorId);
  async function metric(name: string): Promise<string | undefined> {
    return new RegExp(`${name}\\{.*\\} (\\S+)`).exec(await (await fetch(`${registry.url}/metrics`)).text())?.[1];
  }
  const measured = (mirrors: number, differences: number) =>
    eventually(async () => {
      expect(await metric('patchbay_connector_state_mirrors')).toBe(String(mirrors));
      expect(await metric('patchbay_connector_state_mirror_differences')).toBe(String(differences));
    }, soon);

  it('is compared, and a replica that missed something is told again', async () => {
    const [active, inactive, gone] = [
      await organization.create(),
      await organization.createInactive(),
      await organization.createInactive(),
    ];
    const operation = await organization.delete(gone.connectorId);
    await eventually(async () => expect((await organization.call('GET', operation)).body.state).toBe('SUCCEEDED'), soon);
    await eventually(() => expect(recordsOf(gone)).toHaveLength(4), soon);
    await settle();
    expect(await report('executor-1', [active, inactive])).toMatchObject({ status: 204 });
    await measured(1, 0);

    await report('executor-2', [active, { ...inactive, version: 1, state: 'ACTIVE' }]);
    await measured(2, 1);
    await eventually(() => expect(recordsOf(inactive).length).toBeGreaterThan(2), soon);
    expect(recordsOf(inactive).at(-1)?.data).toMatchObject({ state: 'INACTIVE', version: 2 });
    const logged = lines.map((line) => JSON.parse(line)).find(({ instanceId }) => instanceId === 'executor-2');
    expect(logged).toMatchObject({ differences: 1, buckets: [bucketOf(inactive.connectorId)], msg: expect.stringContaining('restart') });

    await report('executor-2', [active, inactive, { ...gone, state: 'DELETED' }]);
    await measured(2, 0);
  });

  it('is not asked of who may not have the snapshot, nor taken in another form', async () => {
    const token = await registry.identity.userToken('read-only-admin');
    const body = { instanceId: 'executor-1', digests: digestsOf([]) };
    expect(await registry.call('POST', '/v1/connector-snapshot/digests', { token, body })).toMatchObject({ status: 403 });
    const short = { ...body, digests: body.digests.slice(1) };
    const { body: problem } = await registry.call('POST', '/v1/connector-snapshot/digests', { body: short });
    expect(problem).toMatchObject({ code: 'request.invalid', errors: [{ field: 'digests' }] });
  });
});
