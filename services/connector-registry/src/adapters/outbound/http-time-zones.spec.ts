import { FixedClock } from '@patchbay/testing';
import { organization, otherOrganization } from '../../../test/given.ts';
import { HttpTimeZones } from './http-time-zones.ts';

describe('time zones of organizations', () => {
  let clock: FixedClock;
  let asked: string[];
  let answer: () => Promise<unknown>;
  let zones: HttpTimeZones;

  beforeEach(() => {
    clock = new FixedClock();
    asked = [];
    answer = async () => ({ timeZone: 'Europe/Berlin' });
    const request = ({ path }: { path: string }) => {
      asked.push(path);
      return answer();
    };
    zones = new HttpTimeZones({ request } as ConstructorParameters<typeof HttpTimeZones>[0], clock, () => undefined);
  });

  it('are asked of authz, once a minute for each', async () => {
    expect([await zones.of(organization), await zones.of(organization), await zones.of(otherOrganization)]).toEqual(
      Array(3).fill('Europe/Berlin'),
    );
    expect(asked).toEqual([`/v1/organizations/${organization}`, `/v1/organizations/${otherOrganization}`]);
    clock.advance(60_000);
    answer = async () => ({ timeZone: 'Asia/Kathmandu' });
    expect(await zones.of(organization)).toBe('Asia/Kathmandu');
  });

  it('are those last known while authz is away, and UTC where none was', async () => {
    await zones.of(organization);
    clock.advance(60_000);
    answer = () => Promise.reject(new Error('away'));
    expect([await zones.of(organization), await zones.of(otherOrganization)]).toEqual(['Europe/Berlin', 'UTC']);
  });
});
