import { eventId, type RegistryUnderTest } from './registry-under-test.ts';

export function describeEvents(registry: RegistryUnderTest): void {
  describe('events', () => {
    it('have their effect once', async () => {
      let effects = 0;
      const effect = async () => {
        effects += 1;
      };
      expect(await registry.run(({ once }) => once(eventId, effect))).toBe(true);
      expect(await registry.run(({ once }) => once(eventId, effect))).toBe(false);
      expect(effects).toBe(1);
    });
  });
}
