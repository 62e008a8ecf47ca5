import { Connector, DeactivatedConnector, ImpactPreview, Operation, Problem } from '@patchbay/contracts';
import { registryOf } from '../world/addresses.ts';
import { type Answer, refusal, request } from '../world/http.ts';
import { expectThat, type Stage } from './stage.ts';

const connectorsOf = ({ organizationId }: Stage): string => `${registryOf(organizationId)}/connectors`;
const urlOf = (stage: Stage, { connectorId }: Connector): string => `${connectorsOf(stage)}/${connectorId}`;

export async function createConnector(stage: Stage, name: string): Promise<Connector> {
  const body = { name, description: 'Made by the demo', accessLevel: 'READ_ONLY', authorized: true };
  return (await request(Connector, 'POST', connectorsOf(stage), { token: stage.tokens.fullAdmin, body })).body;
}

/** @returns the problem that a read-only administrator gets */
export async function createConnectorAsReadOnlyAdmin(stage: Stage, name: string): Promise<Problem> {
  const body = { name, accessLevel: 'READ_ONLY', authorized: true };
  const { status, body: problem } = await refusal(Problem, 'POST', connectorsOf(stage), { token: stage.tokens.readOnlyAdmin, body });
  expectThat(status === 403, `a read-only administrator was answered ${status} ${problem.code}, not 403`);
  return problem;
}

/** Waits for the receipt of the halt, as long as it is certain to take. */
export async function deactivate(stage: Stage, connector: Connector, reason: string): Promise<DeactivatedConnector> {
  const call = { token: stage.tokens.fullAdmin, body: { mode: 'abort', reason } };
  return (await request(DeactivatedConnector, 'POST', `${urlOf(stage, connector)}/deactivate?waitMs=10000`, call)).body;
}

/** As it is now. */
export async function activate(stage: Stage, connector: Connector): Promise<Connector> {
  const { fullAdmin: token } = stage.tokens;
  const seen = await request(Connector, 'GET', urlOf(stage, connector), { token });
  const headers = { 'if-match': seen.headers.get('etag') ?? '' };
  return (await request(Connector, 'POST', `${urlOf(stage, connector)}/activate`, { token, headers })).body;
}

export async function previewImpact(stage: Stage, connector: Connector): Promise<Answer<ImpactPreview>> {
  return request(ImpactPreview, 'GET', `${urlOf(stage, connector)}/impact`, { token: stage.tokens.fullAdmin });
}

/** Deletes what was previewed and waits until the deletion is through. */
export async function deleteConnector(stage: Stage, connector: Connector, previewEtag: string): Promise<Operation> {
  const { fullAdmin: token } = stage.tokens;
  const { body } = await request(Operation, 'DELETE', urlOf(stage, connector), { token, headers: { 'if-match': previewEtag } });
  return (await request(Operation, 'GET', `${registryOf(stage.organizationId)}/operations/${body.operationId}?waitMs=10000`, { token }))
    .body;
}
