import { organizations } from '../world.ts';
import { type CadVariableBody, getCadVariable, listCadVariables, putCadVariable } from './cad-variables.ts';
import type { OperationCall } from './operation.ts';
import { seedOrganization } from './seed.ts';
import { seededId } from './seeded-id.ts';

const [organization] = organizations as [(typeof organizations)[number]];
const id = seededId(organization, '010', 1);

function given<Body = unknown>(part: Partial<OperationCall<Body>> = {}): OperationCall<Body> {
  return {
    data: seedOrganization(organization, 1_000),
    params: { id },
    query: {},
    body: undefined as Body,
    nowMs: 2_000,
    newId: () => 'new',
    ...part,
  };
}

const replacement: CadVariableBody = {
  name: 'EmergencyClosed',
  active: true,
  agentEditable: false,
  agentViewable: false,
  reportable: false,
  variableType: 'String',
  defaultValue: 'closed',
};

describe('listing global variables', () => {
  it('pages and says how many there are', () => {
    const answer = listCadVariables(given({ query: { page: '1', pageSize: '2' } }));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        meta: { orgid: organization.organizationId, page: 1, pageSize: 2, totalPages: 3, totalRecords: 5 },
        data: [{ description: '1003' }, { description: '1004' }],
      },
    });
  });

  it.each([
    [{}, 5],
    [{ pageSize: '0' }, 1],
    [{ pageSize: '1000' }, 5],
    [{ page: 'x', pageSize: '-1' }, 5],
    [{ filter: `id=="${id}"` }, 1],
  ])('takes %j', (query, expected) => {
    expect(listCadVariables(given({ query }))).toMatchObject({ body: { data: { length: expected } } });
  });

  it('refuses a filter that it cannot read', () => {
    expect(listCadVariables(given({ query: { filter: 'id~1' } }))).toMatchObject({ status: 400, reason: expect.stringContaining('id~1') });
  });
});

describe('a global variable', () => {
  it('is found by its id', () => {
    expect(getCadVariable(given())).toMatchObject({ status: 200, body: { id, name: 'EmergencyClosed', defaultValue: 'open' } });
  });

  it.each([getCadVariable, putCadVariable as typeof getCadVariable])('is not found by another: %p', (operation) => {
    expect(operation(given({ params: { id: 'x' }, body: replacement }))).toEqual({ status: 404, reason: 'there is no global variable x' });
  });

  it('is replaced as a whole: what is left out falls back', () => {
    const call = given({ body: replacement });
    expect(putCadVariable(call)).toMatchObject({
      status: 200,
      body: {
        id,
        defaultValue: 'closed',
        description: '',
        desktopLabel: '',
        sensitive: false,
        version: 2,
        createdTime: 1_000,
        lastUpdatedTime: 2_000,
      },
    });
    expect(getCadVariable(call)).toMatchObject({ body: { defaultValue: 'closed' } });
  });

  it.each([0, 1, undefined])('is replaced for the version %p', (version) => {
    expect(putCadVariable(given({ body: { ...replacement, version } }))).toMatchObject({ status: 200 });
  });

  it('is not replaced for a version that is not the current one', () => {
    expect(putCadVariable(given({ body: { ...replacement, version: 7 } }))).toEqual({
      status: 412,
      reason: 'version 7 is not the current one, which is 1',
    });
  });
});
