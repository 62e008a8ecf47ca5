import { nth } from '../given.ts';
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
      expect(await registry.run(({ receive }) => receive([eventId]))).toEqual(new Set());
    });

    it('are told apart from those that were received before', async () => {
      const other = nth(0xe2);
      expect(await registry.run(({ receive }) => receive([eventId, other]))).toEqual(new Set([eventId, other]));
      expect(await registry.run(({ receive }) => receive([other, nth(0xe3)]))).toEqual(new Set([nth(0xe3)]));
    });
  });
}
