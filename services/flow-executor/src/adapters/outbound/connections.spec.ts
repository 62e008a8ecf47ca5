import { eventually } from '@patchbay/testing';
import { connectorRecord, OutboundHarness } from '../../../test/support/outbound-harness.ts';

const within = { withinMs: 20_000 };

describe('the connections of a connector', () => {
  let harness: OutboundHarness;
  const sendBy = (connectorId: string) => harness.send({ connectorId, timeoutMs: 20_000 }, harness.permit(connectorId));

  beforeEach(async () => {
    harness = await OutboundHarness.start();
    harness.tell({ ...connectorRecord(1), connectorId: 'c-2' });
  });
  afterEach(() => harness.stop());

  it('are its own, though another one calls the same origin', async () => {
    await harness.reopen({ connectionsPerOrigin: 1 });
    const { release } = harness.upstream.hold();
    const hanging = sendBy('c-1');
    await eventually(() => expect(harness.arrivals).toBe(1), within);
    harness.upstream.answer(200);
    expect(await sendBy('c-2')).toMatchObject({ kind: 'response' });
    release();
    await hanging;
  });

  it('are closed with its gate, idle as they are, and those of others stay', async () => {
    await Promise.all([sendBy('c-1'), sendBy('c-2')]);
    expect(harness.upstream.connections).toBe(2);
    harness.outbound.dropConnections('c-1');
    await eventually(() => expect(harness.upstream.connections).toBe(1), within);
    await sendBy('c-2');
    expect(harness.upstream.connections).toBe(1);
  });

  it('are closed after the request that a drain lets end, and made anew when it is called again', async () => {
    const { release } = harness.upstream.hold();
    const draining = sendBy('c-1');
    await eventually(() => expect(harness.arrivals).toBe(1), within);
    harness.outbound.dropConnections('c-1');
    release();
    expect(await draining).toMatchObject({ kind: 'response' });
    await eventually(() => expect(harness.upstream.connections).toBe(0), within);
    expect(await sendBy('c-1')).toMatchObject({ kind: 'response' });
  });
});
