import { randomUUID } from 'node:crypto';
import { Broker } from './broker.ts';

describe('revoking the tokens of a connector that is being deleted', () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await Broker.start();
    await broker.register();
  });

  afterAll(() => broker.stop());

  const revoke = (connectorId: string) => broker.call('DELETE', `connectors/${connectorId}/token`);
  const keysOf = (connectorId: string) => broker.query(`SELECT 1 FROM connector_key WHERE connector_id = '${connectorId}'`);
  const rowsOf = (connectorId: string) => broker.query(`SELECT 1 FROM token WHERE connector_id = '${connectorId}'`);

  it('revokes them at the provider and destroys what was kept of them', async () => {
    const connectorId = await broker.activeConnector();
    await broker.issue(connectorId, 1);
    expect(await revoke(connectorId)).toEqual({ status: 200, body: { revoked: 1 } });
    expect(broker.provider.revoked).toContain(`opaque-${broker.provider.grants.length}`);
    expect([await rowsOf(connectorId), await keysOf(connectorId)]).toEqual([[], []]);
  });

  it('may be repeated, and asked for a connector without tokens', async () => {
    expect(await revoke(randomUUID())).toEqual({ status: 200, body: { revoked: 0 } });
  });

  it('is not done while the provider is away, and is done when it is back', async () => {
    const connectorId = await broker.activeConnector();
    await broker.issue(connectorId, 1);
    broker.provider.misbehaviour = { status: 503, body: {} };
    expect(await revoke(connectorId)).toMatchObject({ status: 503, body: { code: 'token.provider-unavailable' } });
    expect([await rowsOf(connectorId), await keysOf(connectorId)]).toEqual([[expect.anything()], [expect.anything()]]);
    broker.provider.misbehaviour = undefined;
    expect(await revoke(connectorId)).toMatchObject({ status: 200 });
    expect(await rowsOf(connectorId)).toEqual([]);
  });
});
