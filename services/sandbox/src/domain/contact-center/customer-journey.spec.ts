import { organizations } from '../world.ts';
import {
  findPersonsByAlias,
  getProgressiveProfile,
  type JourneyEventBody,
  listJourneyEvents,
  publishJourneyEvent,
} from './customer-journey.ts';
import type { OperationCall } from './operation.ts';
import { seedOrganization } from './seed.ts';

const [organization] = organizations as [(typeof organizations)[number]];
const { workspaceId } = organization;
const data = () => seedOrganization(organization, 1_000);

function call<Body = unknown>(part: Partial<OperationCall<Body>>): OperationCall<Body> {
  return {
    data: data(),
    params: { workspaceId },
    query: {},
    body: undefined as Body,
    nowMs: 1_700_000_000_000,
    newId: () => 'new',
    ...part,
  };
}

function event(id: string, part: Partial<JourneyEventBody> = {}): JourneyEventBody {
  return {
    id,
    specversion: '1.0',
    type: 'task:new',
    source: 'flow',
    identity: '+14155550100',
    identitytype: 'phone',
    datacontenttype: 'application/json',
    data: {},
    ...part,
  };
}

function journeyOf(...events: JourneyEventBody[]) {
  const organizationData = data();
  for (const body of events) publishJourneyEvent(call({ data: organizationData, query: { workspaceId }, body }));
  return organizationData;
}

describe('persons', () => {
  it.each(['+14155550100', 'nora@customer.example', 'customer-1', 'unknown,+14155550100'])('are found by the alias %s', (aliases) => {
    expect(findPersonsByAlias(call({ params: { workspaceId, aliases } }))).toMatchObject({
      status: 200,
      body: { data: [{ firstName: 'Nora', phone: ['+14155550100'] }] },
    });
  });

  it('are found together', () => {
    expect(findPersonsByAlias(call({ params: { workspaceId, aliases: 'customer-1,customer-2' } }))).toMatchObject({
      body: { data: { length: 2 } },
    });
  });

  it.each([
    [{ workspaceId, aliases: 'nobody' }, 'no person has such an alias'],
    [{ workspaceId: 'elsewhere', aliases: 'customer-1' }, 'there is no workspace elsewhere'],
  ])('are not found by %j', (params, reason) => {
    expect(findPersonsByAlias(call({ params }))).toEqual({ status: 404, reason });
  });
});

describe('journey events', () => {
  it('are accepted and dated', () => {
    const organizationData = data();
    const answer = publishJourneyEvent(call({ data: organizationData, query: { workspaceId }, body: event('1') }));
    expect(answer).toMatchObject({ status: 200, body: { data: { message: 'Accepted for processing' } } });
    expect(organizationData.journeyEvents).toMatchObject([{ id: '1', time: '2023-11-14T22:13:20.000Z' }]);
  });

  it('are accepted once', () => {
    expect(publishJourneyEvent(call({ data: journeyOf(event('1')), body: event('1') }))).toMatchObject({ status: 409 });
  });

  it('are refused for another workspace', () => {
    expect(publishJourneyEvent(call({ query: { workspaceId: 'x' }, body: event('1') }))).toMatchObject({ status: 404 });
  });

  it('are listed newest first, page by page, by identity and by filter', () => {
    const organizationData = journeyOf(event('1'), event('2', { type: 'task:ended' }), event('3', { identity: 'other' }), event('4'));
    const ids = (query: OperationCall['query']) => {
      const answer = listJourneyEvents(call({ data: organizationData, query })) as {
        body: { meta: { resultCount: number }; data: { id: string }[] };
      };
      return [answer.body.meta.resultCount, ...answer.body.data.map(({ id }) => id)];
    };
    expect(ids({})).toEqual([4, '4', '3', '2', '1']);
    expect(ids({ identity: '+14155550100' })).toEqual([3, '4', '2', '1']);
    expect(ids({ filter: 'type=="task:ended"' })).toEqual([1, '2']);
    expect(ids({ pageSize: '3', page: '1' })).toEqual([4, '1']);
  });

  it.each([
    [{ params: { workspaceId: 'x' } }, 404],
    [{ query: { filter: '?' } }, 400],
  ])('are not listed for %j', (part, status) => {
    expect(listJourneyEvents(call(part))).toMatchObject({ status });
  });

  it('are kept up to a bound', () => {
    const organizationData = data();
    organizationData.journeyEvents = Array.from({ length: 10_000 }, (_, index) => ({ ...event(`old-${index}`), time: '' }));
    publishJourneyEvent(call({ data: organizationData, body: event('new') }));
    expect([
      organizationData.journeyEvents.length,
      organizationData.journeyEvents[0]?.id,
      organizationData.journeyEvents.at(-1)?.id,
    ]).toEqual([10_000, 'old-1', 'new']);
  });
});

describe('the progressive profile', () => {
  it('counts how often the person was in touch', () => {
    const organizationData = journeyOf(event('1'), event('2', { identity: 'customer-1' }), event('3', { identity: 'customer-2' }));
    const personId = organizationData.persons[0]?.id ?? '';
    const answer = getProgressiveProfile(call({ data: organizationData, params: { workspaceId, personId, templateId: 't' } }));
    expect(answer).toMatchObject({
      status: 200,
      body: { meta: { personId, templateId: 't' }, data: [{ attributes: [{ result: '2', journeyEvents: ['1', '2'] }] }] },
    });
  });

  it.each([
    [{ workspaceId, personId: 'x', templateId: 't' }, 'there is no person x'],
    [{ workspaceId: 'x', personId: 'x', templateId: 't' }, 'there is no workspace x'],
  ])('is not found for %j', (params, reason) => {
    expect(getProgressiveProfile(call({ params }))).toEqual({ status: 404, reason });
  });
});
