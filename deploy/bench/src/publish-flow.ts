import { Connector } from '@patchbay/contracts';
import type { BenchStage } from './bench-stage.ts';
import type { ServiceProcess } from './service-process.ts';

/** Of the organization of every benchmark that calls or changes flows. */
export const organization = '/v1/organizations/0192f0c1-0000-7000-8000-000000000001';

interface Export {
  flow: unknown;
  /** What it calls its connector. */
  connectorName: string;
}

/** A flow of that export, published, with a connector of its own. */
export async function publishFlow(
  { registry, call }: BenchStage,
  executor: ServiceProcess,
  { flow, connectorName }: Export,
): Promise<{ connectorId: string; flowId: string }> {
  const created = await call('POST', `${registry.url}${organization}/connectors`, {
    body: { name: 'CRM', accessLevel: 'READ_ONLY', authorized: true },
  });
  const { connectorId } = Connector.parse(created.body);
  const flows = `${executor.url}${organization}/flows`;
  const imported = await call('POST', flows, { body: { export: flow, connectors: { [connectorName]: connectorId } } });
  const { flowId } = imported.body as { flowId: string };
  await call('POST', `${flows}/${flowId}/publish`, { body: {} });
  return { connectorId, flowId };
}
