import { seedOrganization } from '../../domain/contact-center/seed.ts';
import { organizations } from '../../domain/world.ts';
import { SearchBody } from './body-schemas.ts';
import { search } from './search.ts';

const nowMs = 1_700_000_000_000;
const day = 24 * 60 * 60_000;
const [organization] = organizations as [(typeof organizations)[number]];
const data = seedOrganization(organization, nowMs);
const period = `from: ${nowMs - day} to: ${nowMs}`;

function answerTo(query: string, variables?: unknown) {
  const body = SearchBody.parse({ query, variables });
  return search({ data, params: {}, query: {}, body, nowMs, newId: () => '' }) as {
    status: number;
    reason?: string;
    body?: { data: Record<string, never> };
  };
}
const dataOf = (query: string, variables?: unknown) => answerTo(query, variables).body?.data;

describe('a search', () => {
  it('finds calls, under both names of the query', () => {
    const expected = {
      tasks: expect.arrayContaining([expect.objectContaining({ channelType: 'telephony', owner: { name: 'Rosa Tan' } })]),
    };
    expect(dataOf(`{ task(${period}) { tasks { channelType owner { name } } } }`)).toEqual({ task: expected });
    expect(dataOf(`{ taskDetails(${period}) { tasks { channelType owner { name } } } }`)).toEqual({ taskDetails: expected });
  });

  it('finds who spoke to a caller last', () => {
    const found = dataOf(`{
      # the last call that is over
      taskDetails(
        ${period}
        timeComparator: createdTime
        filter: { and: [{ channelType: { equals: telephony } } { origin: { equals: "+14155550103" } } { isActive: { equals: false } } { owner: { notequals: { id: null } } }] }
        pagination: { cursor: "0" }
      ) { tasks { id owner { id name } isWithInServiceLevel } pageInfo { hasNextPage endCursor } }
    }`);
    expect(found).toEqual({
      taskDetails: {
        tasks: expect.arrayContaining([{ id: data.tasks[3]?.id, owner: data.tasks[3]?.owner, isWithInServiceLevel: true }]),
        pageInfo: { hasNextPage: false, endCursor: '' },
      },
    });
  });

  it('finds callbacks that are waiting', () => {
    const found = dataOf(
      `{ task(${period} filter: { isCallback: { equals: true } }) { tasks { callbackData { callbackNumber callbackStatus } } } }`,
    );
    expect(found).toMatchObject({ task: { tasks: { length: 9, 0: { callbackData: { callbackStatus: 'Processed' } } } } });
  });

  it('takes variables, also inside a filter', () => {
    const query =
      'query Calls($from: Long!, $to: Long!, $id: String) { task(from: $from to: $to filter: { id: { equals: $id } }) { tasks { id } } }';
    const id = data.tasks[5]?.id;
    expect(dataOf(query, { from: nowMs - day, to: nowMs, id })).toEqual({ task: { tasks: [{ id }] } });
    expect(dataOf(query, JSON.stringify({ from: nowMs - day, to: nowMs, id }))).toEqual({ task: { tasks: [{ id }] } });
  });

  it.each([undefined, null, '', ' ', {}])('takes %j as no variables', (variables) => {
    expect(answerTo(`{ task(${period}) { tasks { id } } }`, variables).status).toBe(200);
  });

  it('counts calls by queue', () => {
    const found = dataOf(
      `{ task(${period} aggregations: [{ field: "id", type: count, name: "Calls" }]) { tasks { ...row } } } fragment row on Task { lastQueue { name } aggregation { name value } }`,
    );
    expect(found).toEqual({
      task: {
        tasks: [
          { lastQueue: { name: 'Sales' }, aggregation: [{ name: 'Calls', value: 30 }] },
          { lastQueue: { name: 'Service' }, aggregation: [{ name: 'Calls', value: 30 }] },
        ],
      },
    });
  });

  it('finds agent sessions and their channels', () => {
    const found = dataOf(
      `{ agentSession(${period} filter: { channelInfo: { currentState: { equals: "Available" } } }) { agentSessions { agentName channelInfo { currentState } } } }`,
    );
    expect(found).toEqual({ agentSession: { agentSessions: [{ agentName: 'Rosa Tan', channelInfo: [{ currentState: 'Available' }] }] } });
  });

  it('finds legs, and a global variable by its name', () => {
    const found = dataOf(
      `{ taskLegDetails(${period}) { taskLegs { lob: stringGlobalVariables(name: "LOB") { value } none: stringGlobalVariables(name: "x") { value } } } }`,
    );
    expect(found).toMatchObject({ taskLegDetails: { taskLegs: { length: 60, 0: { lob: { value: 'Sales' }, none: null } } } });
  });

  it.each([
    ['{ task(', 'Syntax Error'],
    [`{ task(from: 1 to: 2) { tasks { colour } } }`, 'colour'],
    [`{ task(to: ${nowMs}) { tasks { id } } }`, 'from'],
    [`{ task(from: 1 to: 2) { tasks { id } } }`, '36 months'],
    [`{ task(${period} filter: { colour: { equals: red } }) { tasks { id } } }`, 'there is no field colour'],
    [`{ task(${period} filter: 7) { tasks { id } } }`, 'a filter is made of objects'],
  ])('%s is refused', (query, reason) => {
    expect(answerTo(query)).toEqual({ status: 400, reason: expect.stringContaining(reason) });
  });
});
