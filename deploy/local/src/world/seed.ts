import {
  Connector,
  ConnectorList,
  type ConnectorSummary,
  Flow,
  FlowList,
  OAuthClient,
  OAuthClientList,
  Organization,
  type OrganizationId,
  PublishedVersion,
  RoleAssignment,
  RoleAssignmentList,
} from '@patchbay/contracts';
import { authzOf, executorOf, registryOf, sandboxUrl, tokenBrokerOf } from './addresses.ts';
import { connectorInExports, type FlowExport, mainLine, repeatCallersFirst } from './demo-flows.ts';
import { request } from './http.ts';
import { tokenOf, type World } from './identities.ts';

/** The demo organization's registration at the stand-in Contact Center. */
export const integrationClient = 'demo-integration';

const everyRow = 'pageSize=100';

/** Organizations, roles, an OAuth client, a connector and two flows, through the same doors that users take. What is there already is left alone. */
export async function seed(world: World, integrationSecret: string): Promise<OrganizationId> {
  const operator = await tokenOf('platform-operator@demo.example');
  for (const organization of world.organizations) await seedOrganization(organization, world, operator);
  const demo = world.organizations[0]?.organizationId as OrganizationId;
  await seedOAuthClient(demo, operator, integrationSecret);
  const connector = await seedConnector(demo);
  for (const flow of [mainLine(), repeatCallersFirst()]) await seedFlow(demo, flow, connector);
  return demo;
}

async function seedOrganization(
  { organizationId, name, licence }: World['organizations'][number],
  world: World,
  token: string,
): Promise<void> {
  const url = authzOf(organizationId);
  await request(Organization, 'PUT', url, { token, body: { name, licence } });
  const { body } = await request(RoleAssignmentList, 'GET', `${url}/role-assignments?${everyRow}`, { token });
  for (const { userId, role } of world.users.filter((user) => user.organizationId === organizationId)) {
    if (body.items.some((assigned) => assigned.userId === userId && assigned.role === role)) continue;
    await request(RoleAssignment, 'POST', `${url}/role-assignments`, { token, body: { userId, role } });
  }
}

async function seedOAuthClient(organizationId: OrganizationId, token: string, clientSecret: string): Promise<void> {
  const url = `${tokenBrokerOf(organizationId)}/oauth-clients`;
  const { body } = await request(OAuthClientList, 'GET', url, { token });
  if (body.items.length > 0) return;
  await request(OAuthClient, 'POST', url, {
    token,
    body: {
      issuer: `${sandboxUrl}/oidc`,
      clientId: integrationClient,
      clientSecret,
      apiBaseUrl: `${sandboxUrl}/contact-center`,
    },
  });
}

async function seedConnector(organizationId: OrganizationId): Promise<ConnectorSummary> {
  const token = await tokenOf('full-admin@demo.example');
  const url = `${registryOf(organizationId)}/connectors`;
  const { body } = await request(ConnectorList, 'GET', `${url}?${everyRow}`, { token });
  const known = body.items.find(({ name }) => name === connectorInExports);
  if (known) return known;
  const description = 'Reads configuration and earlier contacts for the demo flows';
  return (
    await request(Connector, 'POST', url, {
      token,
      body: { name: connectorInExports, description, accessLevel: 'READ_ONLY', authorized: true },
    })
  ).body;
}

async function seedFlow(organizationId: OrganizationId, flow: FlowExport, { connectorId, state }: ConnectorSummary): Promise<void> {
  const token = await tokenOf('flow-developer@demo.example');
  const url = `${executorOf(organizationId)}/flows`;
  const { body } = await request(FlowList, 'GET', `${url}?${everyRow}`, { token });
  if (body.items.some(({ name }) => name === flow.name) || state !== 'ACTIVE') return;
  const imported = await request(Flow, 'POST', url, {
    token,
    body: { export: flow, connectors: { [connectorInExports]: connectorId }, fallbackDestination: 'Emergency queue' },
  });
  await request(PublishedVersion, 'POST', `${url}/${imported.body.flowId}/publish`, { token, body: { comment: 'first version' } });
}
