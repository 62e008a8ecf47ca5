import { EventEmitter, once } from 'node:events';
import { eventually } from '@patchbay/testing';
import { connectorRecord, OutboundHarness, soon } from '../../../test/support/outbound-harness.ts';
import type { StartedCall } from './connector-requests.ts';

describe('the gate in front of an outbound request', () => {
  let harness: OutboundHarness;
  beforeEach(async () => {
    harness = await OutboundHarness.start();
  });
  afterEach(() => harness.stop());

  it('nothing leaves when it is closed, not even a question for a token', async () => {
    harness.tell(connectorRecord(2, 'INACTIVE'));
    expect(await harness.send()).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
    expect([harness.arrivals, harness.tokens.issued, harness.refusals]).toEqual([0, 0, ['request CONNECTOR_INACTIVE']]);
  });

  it('nothing leaves when it closes while the token is being fetched', async () => {
    const broker = Promise.withResolvers<void>();
    harness.tokens.wait = broker.promise;
    const answer = harness.send();
    harness.tell(connectorRecord(2, 'INACTIVE'));
    expect(await answer).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
    broker.resolve();
    await eventually(() => expect(harness.tokens.issued).toBe(1), soon);
    expect(harness.arrivals).toBe(0);
  });

  it('nothing leaves when it closes while the connection is being made', async () => {
    harness.tokens.resource = `http://name.example:${harness.upstream.port}`;
    const resolving = Promise.withResolvers<void>();
    const connected = new EventEmitter();
    const resolve = async () => {
      await resolving.promise;
      setImmediate(() => connected.emit('resolved'));
      return [{ address: '127.0.0.1', family: 4 }];
    };
    await harness.reopen({ resolve });
    const answer = harness.send();
    await eventually(() => expect(harness.tokens.issued).toBe(1), soon);
    harness.tell(connectorRecord(2, 'INACTIVE'));
    expect(await answer).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
    resolving.resolve();
    await once(connected, 'resolved');
    harness.tell(connectorRecord(3));
    expect((await harness.send()).kind).toBe('response');
    expect(harness.arrivals).toBe(1);
  });

  it('a request that waits for its turn on a connection never reaches the other side', async () => {
    let started = 0;
    await harness.reopen({ connectionsPerOrigin: 1, onStart: () => started++ });
    const { release } = harness.upstream.hold();
    const first = harness.send({ path: '/first' }, { ...harness.permitWithoutSignal(), refusal: () => undefined });
    await eventually(() => expect(harness.arrivals).toBe(1), soon);
    const queued = harness.send({ path: '/queued' });
    const asking = harness.send({ path: '/asking' }, harness.permitWithoutSignal());
    harness.tell(connectorRecord(2, 'DELETING'));
    expect(await queued).toEqual({ kind: 'failure', code: 'CONNECTOR_DELETED' });
    release();
    expect((await first).kind).toBe('response');
    expect(await asking).toEqual({ kind: 'failure', code: 'CONNECTOR_DELETED' });
    expect(harness.upstream.arrivals.map(({ url }) => url)).toEqual(['/api/first']);
    expect(started).toBe(1);
  });

  it('tells of each request that it lets pass, each time it is tried, with the version that it goes by', async () => {
    const started: StartedCall[] = [];
    await harness.reopen({ onStart: (call) => started.push(call) });
    harness.tell(connectorRecord(2, 'INACTIVE'));
    await harness.send();
    expect(started).toEqual([]);
    harness.tell(connectorRecord(3));
    harness.upstream.answer(503);
    await harness.send({ retries: 1 });
    const call = { organizationId: 'o-1', executionId: 'e-1', connectorId: connectorRecord(3).connectorId, connectorVersion: 3 };
    expect([started, harness.arrivals]).toEqual([[call, call], 2]);
  });

  it('a request in flight is cut off, and its socket destroyed', async () => {
    harness.upstream.hold();
    const answer = harness.send();
    await eventually(() => expect(harness.arrivals).toBe(1), soon);
    harness.tell(connectorRecord(2, 'INACTIVE'));
    expect(await answer).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
    await eventually(() => expect(harness.upstream.arrivals[0]?.wasCutOff).toBe(true), soon);
  });

  it('a retry is a new start', async () => {
    harness.upstream.answering = (_, response) => {
      harness.tell(connectorRecord(2, 'INACTIVE'));
      response.writeHead(503).end();
    };
    const answer = harness.send({ retries: 3 }, harness.permitWithoutSignal());
    expect(await answer).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
    expect(harness.arrivals).toBe(1);
  });

  it('a halt leaves the breaker as it was', async () => {
    for (let version = 2; version < 60; version += 2) {
      harness.upstream.hold();
      const answer = harness.send();
      await eventually(() => expect(harness.arrivals).toBe(version / 2), soon);
      harness.tell(connectorRecord(version, 'INACTIVE'));
      await answer;
      harness.tell(connectorRecord(version + 1));
    }
    harness.upstream.answer(200);
    expect((await harness.send()).kind).toBe('response');
  });
});
