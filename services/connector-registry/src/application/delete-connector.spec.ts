import { aReference, given, organization, someConnector, someFlow } from '../../test/given.ts';
import { openUseCases } from '../../test/use-cases.ts';
import { IllegalTransition } from '../domain/connector-errors.ts';
import { PreviewOutdated } from '../domain/reference-errors.ts';
import { DeleteConnector } from './delete-connector.ts';

describe('DeleteConnector', () => {
  async function open(state: 'ACTIVE' | 'INACTIVE' = 'INACTIVE') {
    const parts = openUseCases();
    await parts.insert(given({ state }));
    const refer = (versionNumber: number) =>
      parts.unitOfWork.run(organization, ({ references }) =>
        references.replaceOfFlow(organization, someFlow, [aReference({ versionNumber })]),
      );
    await refer(1);
    const preview = async () => parts.fingerprint.of(await parts.registry.reader.getImpact(organization, someConnector));
    const useCase = new DeleteConnector(parts.unitOfWork, parts.identifiers, parts.fingerprint, parts.clock);
    const deleteAsSeen = (previewed: string | undefined) =>
      useCase.execute({ organizationId: organization, connectorId: someConnector, previewed, actor: 'bob' });
    return { ...parts, refer, preview, deleteAsSeen };
  }

  it('starts the deletion of what was previewed', async () => {
    const { preview, deleteAsSeen, stored, eventTypes, registry } = await open();
    const view = await deleteAsSeen(await preview());
    expect(view).toMatchObject({
      operation: { state: 'RUNNING', requestedBy: 'bob', connectorVersion: 2, dependentFlows: 1 },
      remainingReferences: 1,
      outstandingFlows: 1,
    });
    expect(await stored()).toMatchObject({ state: 'DELETING', version: 2 });
    expect(await registry.reader.getOperation(organization, view.operation.operationId)).toEqual(view);
    expect(eventTypes()).toEqual(['ConnectorDeleting']);
  });

  it('refuses when the references have changed since, and shows them', async () => {
    const { preview, refer, deleteAsSeen, stored } = await open();
    const seen = await preview();
    await refer(2);
    const refused: unknown = await deleteAsSeen(seen).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PreviewOutdated);
    expect(refused).toMatchObject({
      kind: 'precondition-failed',
      details: { preview: { references: [{ versionNumber: 2 }] }, etag: `"${await preview()}"` },
    });
    expect((await stored()).state).toBe('INACTIVE');
  });

  it('refuses who has seen no preview', async () => {
    const { deleteAsSeen } = await open();
    await expect(deleteAsSeen(undefined)).rejects.toThrow(PreviewOutdated);
  });

  it('refuses a connector that is active, whatever was seen', async () => {
    const { preview, deleteAsSeen } = await open('ACTIVE');
    await expect(deleteAsSeen(await preview())).rejects.toThrow(IllegalTransition);
  });
});
