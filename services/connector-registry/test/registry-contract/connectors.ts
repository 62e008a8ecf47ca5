import { ChangedMeanwhile, ConnectorNotFound } from '../../src/domain/connector-errors.ts';
import { deactivate } from '../../src/domain/transitions.ts';
import { given, organization, otherOrganization, someConnector } from '../given.ts';
import { act, eventId, operation, type RegistryUnderTest } from './registry-under-test.ts';

export function describeConnectors(registry: RegistryUnderTest): void {
  describe('connectors', () => {
    it('are read as they were written', async () => {
      await registry.insert(given({ description: 'line\none', haltMode: 'drain', accessLevel: 'READ_WRITE' }));
      expect(await registry.stored()).toEqual(given({ description: 'line\none', haltMode: 'drain', accessLevel: 'READ_WRITE' }));
    });

    it('belong to one organization, and are not there for another', async () => {
      await registry.insert(given());
      await expect(registry.reader.getConnector(otherOrganization, someConnector)).rejects.toThrow(ConnectorNotFound);
      await expect(registry.run(({ connectors }) => connectors.getLocked(otherOrganization, someConnector))).rejects.toThrow(
        ConnectorNotFound,
      );
      expect(await registry.run(({ connectors }) => connectors.findAllLocked(otherOrganization, [someConnector]))).toEqual(new Map());
    });

    it('are not there before they are made', async () => {
      await expect(registry.stored()).rejects.toThrow(ConnectorNotFound);
    });

    it('leave nothing of a transaction that fails', async () => {
      const failing = registry.run(async ({ connectors, once }) => {
        await once(eventId, async () => undefined);
        await connectors.insert(given());
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await expect(registry.stored()).rejects.toThrow(ConnectorNotFound);
      expect(await registry.run(({ once }) => once(eventId, async () => undefined))).toBe(true);
    });

    it('are saved one version after the stored one', async () => {
      await registry.insert(given({ version: 99 }));
      const { connector } = deactivate(given({ version: 99 }), { mode: 'drain', reason: 'x', operationId: operation }, act);
      await registry.run(({ connectors }) => connectors.save(connector));
      expect(await registry.stored()).toEqual(connector);
    });

    it.each([98, 100, 101])('are not saved when the stored version is %d instead of 99', async (version) => {
      await registry.insert(given({ version }));
      const { connector } = deactivate(given({ version: 99 }), { mode: 'drain', reason: 'x', operationId: operation }, act);
      await expect(registry.run(({ connectors }) => connectors.save(connector))).rejects.toThrow(ChangedMeanwhile);
      expect((await registry.stored()).state).toBe('ACTIVE');
    });

    it('are changed by one of two who change them at once', async () => {
      await registry.insert(given());
      const deactivateOnce = () =>
        registry.run(async ({ connectors }) => {
          const connector = await connectors.getLocked(organization, someConnector);
          await connectors.save(deactivate(connector, { mode: 'abort', reason: 'x', operationId: operation }, act).connector);
        });
      const outcomes = await Promise.allSettled([deactivateOnce(), deactivateOnce(), deactivateOnce()]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await registry.stored()).version).toBe(2);
    });
  });
}
