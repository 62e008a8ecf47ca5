import { organizations } from '../world.ts';
import { ContactCenter } from './contact-center.ts';
import type { OrganizationData } from './organization-data.ts';

const contactCenter = new ContactCenter(1_700_000_000_000);

function idsOf({ cadVariables, audioFiles, queues, agents, businessHours, persons, tasks }: OrganizationData): unknown[] {
  const keyed = [cadVariables, audioFiles, queues, agents, businessHours].flatMap((map) => [...map.keys()]);
  return [...keyed, ...persons.map(({ id }) => id), ...tasks.map(({ id }) => id)];
}

describe('the Contact Center', () => {
  it('holds things of its own for each organization', () => {
    const ids = organizations.flatMap(({ organizationId }) => idsOf(contactCenter.get(organizationId)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has one call in progress and a past of calls that went to the queues and agents there are', () => {
    const { tasks, queues, agents } = contactCenter.get(organizations[0]?.organizationId ?? '');
    expect(tasks.filter(({ isActive }) => isActive)).toHaveLength(1);
    expect(tasks.every(({ lastQueue, owner }) => queues.has(Object(lastQueue).id) && agents.has(Object(owner).id))).toBe(true);
  });

  it('knows no other organization', () => {
    expect(() => contactCenter.get('x')).toThrow('no organization x');
  });
});
