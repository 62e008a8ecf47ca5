import { FixedClock } from '@patchbay/testing';
import { FakeTimers } from '../../../test/support/fakes.ts';
import type { ConnectorRecord } from '../../domain/gate/connector-record.ts';
import { BrokerTokens } from './broker-tokens.ts';

const organizationId = 'o-1';
const record = (version = 1): ConnectorRecord => ({
  connectorId: 'c-1',
  version,
  state: 'ACTIVE',
  haltMode: null,
  accessLevel: 'READ_ONLY',
});

describe('tokens from the broker', () => {
  let clock: FixedClock;
  let timers: FakeTimers;
  let problems: unknown[];
  let asked: { path: string; body: unknown }[];
  let lifetimeMs: number;
  let answering: Promise<void> | undefined;
  let tokens: BrokerTokens;

  beforeEach(() => {
    clock = new FixedClock();
    timers = new FakeTimers(clock);
    problems = [];
    asked = [];
    lifetimeMs = 600_000;
    answering = undefined;
    const request = async ({ path, body, response }: { path: string; body?: unknown; response: { parse(value: unknown): never } }) => {
      asked.push({ path, body });
      const { length } = asked;
      await answering;
      const expiresAt = new Date(clock.now().getTime() + lifetimeMs).toISOString();
      const header = { name: 'authorization', value: `token-${length}` };
      return response.parse({ header, expiresAt, resource: 'https://api.example/base', connectorVersion: 1 });
    };
    const client = { request } as unknown as ConstructorParameters<typeof BrokerTokens>[0]['client'];
    tokens = new BrokerTokens({ client, clock, timers, onError: (error) => problems.push(error) });
  });

  const token = async (version = 1) => (await tokens.tokenFor(organizationId, record(version))).header.value;

  it('are asked for under the version of the connector that the gate knows', async () => {
    expect(await token(3)).toBe('token-1');
    expect(asked).toEqual([{ path: '/v1/organizations/o-1/connectors/c-1/token', body: { connectorVersion: 3 } }]);
  });

  it('are kept until shortly before they expire, and then come without a promise', async () => {
    await token();
    expect(tokens.tokenFor(organizationId, record())).toMatchObject({
      header: { value: 'token-1' },
      resource: 'https://api.example/base',
    });
    clock.advance(lifetimeMs - 1_001);
    expect(await token()).toBe('token-1');
    clock.advance(1);
    expect(await token()).toBe('token-2');
  });

  /** Lets what is under way end. */
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  /** In steps of a tenth of a second, as calls come; each has to have its token at hand. */
  async function useFor(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      timers.advance(100);
      expect(tokens.tokenFor(organizationId, record())).not.toBeInstanceOf(Promise);
      await turn();
    }
  }

  it('that end with the lease of the broker are asked for again ahead, and no call waits for it', async () => {
    lifetimeMs = 5_000;
    await token();
    await useFor(20_000);
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.length).toBeLessThan(9);
    expect(await token()).toBe(`token-${asked.length}`);
  });

  it('serve on while the broker takes its time or is away, and are asked for until it answers', async () => {
    lifetimeMs = 5_000;
    await token();
    answering = Promise.reject(new Error('away'));
    await useFor(4_500);
    expect(problems.length).toBeGreaterThan(2);
    answering = undefined;
    timers.advance(200);
    await turn();
    await useFor(4_000);
  });

  it('of a connector that is not used are not asked for', async () => {
    lifetimeMs = 5_000;
    await token();
    for (let passed = 0; passed < 600; passed++) {
      timers.advance(100);
      await turn();
    }
    const inUse = asked.length;
    expect(inUse).toBeLessThan(14);
    for (let passed = 0; passed < 600; passed++) {
      timers.advance(100);
      await turn();
    }
    expect(asked).toHaveLength(inUse);
    expect(await token()).toBe(`token-${inUse + 1}`);
  });

  it('of a connector that is halted are not asked for', async () => {
    lifetimeMs = 5_000;
    await token();
    tokens.forget('c-1');
    timers.advance(4_000);
    await turn();
    expect(asked).toHaveLength(1);
  });

  it('are asked for once, ahead and by a call at the same time', async () => {
    lifetimeMs = 5_000;
    await token();
    const answered = Promise.withResolvers<void>();
    answering = answered.promise;
    timers.advance(4_000);
    timers.advance(1_000);
    const waiting = token();
    answered.resolve();
    expect([await waiting, asked.length]).toEqual(['token-2', 2]);
  });

  it('are asked for once by callers that come together', async () => {
    expect(await Promise.all([token(), token(), token()])).toEqual(['token-1', 'token-1', 'token-1']);
    expect(asked).toHaveLength(1);
  });

  it('of another version of the connector are not used', async () => {
    await token(1);
    expect([await token(2), await token(2), await token(1)]).toEqual(['token-2', 'token-2', 'token-3']);
  });

  it('are asked for again after the broker failed', async () => {
    answering = Promise.reject(new Error('away'));
    await expect(token()).rejects.toThrow('away');
    answering = undefined;
    expect(await token()).toBe('token-2');
  });

  it('that the API refused are not used again', async () => {
    const refused = await tokens.tokenFor(organizationId, record());
    tokens.discard('c-1', refused);
    const next = await tokens.tokenFor(organizationId, record());
    expect(next.header.value).toBe('token-2');
    // Somebody else found out late.
    tokens.discard('c-1', refused);
    expect(await token()).toBe('token-2');
  });

  it('are forgotten with the gate, also those that are on their way', async () => {
    await token();
    tokens.forget('c-1');
    const answered = Promise.withResolvers<void>();
    answering = answered.promise;
    const late = token();
    tokens.forget('c-1');
    answered.resolve();
    expect(await late).toBe('token-2');
    expect(await token()).toBe('token-3');
  });
});
