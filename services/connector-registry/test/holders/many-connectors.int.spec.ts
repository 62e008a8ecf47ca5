import { connectorState, type HeldConnector, LeaseGrant } from '@patchbay/contracts';
import { Holder } from '@patchbay/holder';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { RunningRegistry } from '../running-registry.ts';
import { TestHolder } from './test-holder.ts';

/** Leases end meanwhile, on a busy machine. */
const soon = { withinMs: 30_000 };
/** More than one grant carries. */
const connectors = 5_200;

const idOf = (n: number): string => `0198d1c4-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

describe('more connectors than a grant carries, in a registry whose history is empty', () => {
  let registry: RunningRegistry;
  let superuser: OwnConnection;
  let organizationId: string;
  const problems: unknown[] = [];
  let holder: Holder<HeldConnector>;

  beforeAll(async () => {
    registry = await RunningRegistry.start();
    organizationId = registry.organization().organizationId;
    superuser = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'many-connectors' });
    await superuser.query(
      `INSERT INTO connector (connector_id, organization_id, kind, name, name_key, description, access_level, state, version,
                              consent_user_id, consent_access_level, consent_text_version, consent_at, created_at, updated_at)
       SELECT ('0198d1c4-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, 'webex-contact-center', n::text, n::text, '', 'READ_ONLY',
              'ACTIVE', 1, 'u', 'READ_ONLY', '1', now(), now(), now()
         FROM generate_series(1, $2::int) AS n`,
      [organizationId, connectors],
    );
    const token = () => registry.identity.serviceToken('flow-executor');
    const watch = { problem: (...problem: unknown[]) => problems.push(problem) };
    holder = new Holder<HeldConnector>({ registryUrls: [registry.url], token, kind: 'flow-executor', keep: (told) => told, watch });
    holder.start({ abortCalls: () => 0 });
  });
  afterAll(async () => {
    await holder.leave();
    await superuser.close();
    await registry.stop();
  });

  /** Every connector has a version more, in a step each, as if by so many commits. */
  const changeAll = () =>
    superuser.query(
      `WITH clock AS (UPDATE outbox_clock SET seq = seq + $3::int RETURNING seq - $3::int AS before, epoch),
            changed AS (UPDATE connector SET version = version + 1, state = 'INACTIVE', halt_mode = 'abort'
                         WHERE organization_id = $2 RETURNING connector_id, version),
            told AS (SELECT connector_id, version, row_number() OVER () AS n FROM changed)
       INSERT INTO outbox (seq, ordinal, id, aggregatetype, aggregateid, type, payload, source, subject, organization_id, registry_seq, registry_epoch, time)
       SELECT before + n, 1, gen_random_uuid(), $1, connector_id, 'patchbay.ConnectorState',
              json_build_object('connectorId', connector_id, 'kind', 'webex-contact-center', 'name', 'x', 'accessLevel', 'READ_ONLY',
                                'state', 'INACTIVE', 'version', version, 'haltMode', 'abort', 'staleGraceMs', 0),
              'test', connector_id, $2, before + n, epoch, now() FROM told, clock`,
      [connectorState.name, organizationId, connectors],
    );

  it('are all held, and the lease is renewed without reading them again', async () => {
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    expect([holder.state.receivedSeq, holder.state.connectors.size]).toEqual([0, connectors]);
    for (const n of [1, connectors]) expect(holder.mayStart(idOf(n), 1)).toBeUndefined();
    const plain = await TestHolder.of(registry);
    expect(await plain.renew()).toMatchObject({ status: 409, code: 'lease.snapshot-too-large', body: { limit: 5_000 } });
    const { body } = await plain.renew({ since: { epoch: 1, seq: 0 } });
    expect(LeaseGrant.parse(body)).toMatchObject({ changes: [], upToSeq: 0 });
    const renewed = await plain.renew({ epoch: 1, appliedSeq: 0 });
    expect(LeaseGrant.parse(renewed.body)).toMatchObject({ changes: [], upToSeq: 0 });
    await plain.leave();
    expect(problems).toEqual([]);
  });

  it('come in one piece to an organization that has them, which could not read the pages of all', async () => {
    const token = await registry.identity.userToken('enforcement-point');
    const own = await TestHolder.of(registry, { kind: 'external', organizationId, token });
    await own.renew();
    expect(own.connectorIds).toHaveLength(connectors);
    await own.leave();
  });

  it('may all change at once: a holder gets along, also one that was just reading them', async () => {
    await changeAll();
    await eventually(() => expect([holder.mayStart(idOf(1)), holder.mayStart(idOf(connectors))]).toEqual(['INACTIVE', 'INACTIVE']), soon);
    await eventually(() => expect([holder.ready(), holder.state.receivedSeq]).toEqual([true, connectors]), soon);
    const late = await TestHolder.of(registry);
    const behind = await late.renew({ epoch: 1, appliedSeq: 0 });
    expect(behind).toMatchObject({ status: 409, code: 'lease.snapshot-too-large' });
    const { body } = await late.renew({ since: { epoch: 1, seq: 0 } });
    expect(LeaseGrant.parse(body)).toHaveProperty('changes.length', connectors);
    await late.leave();
  });
});
