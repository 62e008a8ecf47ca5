import { FixedClock } from '@patchbay/testing';
import type { ConnectorMirror } from '../domain/connector-mirror.ts';
import { ConnectorNotActive } from '../domain/errors.ts';
import { IssueToken } from './issue-token.ts';

const demand = { connectorId: 'c-1', organizationId: 'o-1', version: 1 };
const basic = { resourceDomain: 'https://api.crm.example', authentication: { kind: 'basic', userName: 'patchbay' } } as const;
const bearerOf = (expiresAt: string) => ({ header: { name: 'authorization', value: 'Bearer t' }, expiresAt: new Date(expiresAt) });

describe('IssueToken', () => {
  /** @param whileOpened happens while the secret is opened, or the token is obtained */
  function open(custom: ConnectorMirror['custom'], whileOpened: () => void = () => undefined) {
    const clock = new FixedClock();
    let isHalted = false;
    const connector = { ...demand, state: 'ACTIVE', accessLevel: 'READ_ONLY', custom, quarantined: false };
    const lease = {
      requireOpen: () => {
        if (isHalted) throw new ConnectorNotActive('INACTIVE');
      },
      horizon: () => new Date(clock.now().getTime() + 4_000),
    };
    const opened = async <Result>(result: Result): Promise<Result> => {
      whileOpened();
      return result;
    };
    const ports = [
      { find: async () => connector },
      lease,
      { findOrObtain: () => opened({ accessToken: 't', resource: 'https://api.example', ...bearerOf('2026-01-02T13:00:00.000Z') }) },
      {},
      {},
      { of: () => opened('secret') },
      {},
      clock,
    ] as unknown as ConstructorParameters<typeof IssueToken>;
    return {
      issue: () => new IssueToken(...ports).execute(demand),
      halt: () => {
        isHalted = true;
      },
    };
  }

  it.each([
    ['a token', null],
    ['a password', basic],
  ])('lets %s out for no longer than the lease', async (_, custom) => {
    expect((await open(custom).issue()).expiresAt).toBe('2026-01-02T12:00:04.000Z');
  });

  it.each([
    ['a token', null],
    ['a password', basic],
  ])('asks the lease last: %s stays here when the halt comes while it is being got', async (_, custom) => {
    const { issue, halt } = open(custom, () => halt());
    await expect(issue()).rejects.toThrow(ConnectorNotActive);
  });
});
