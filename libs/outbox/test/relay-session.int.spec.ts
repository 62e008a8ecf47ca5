import { jest } from '@jest/globals';
import { connectionSettingsOf } from '@patchbay/postgres';
import { RelaySession } from '../src/relay-session.ts';
import { openOutboxDatabase } from './things.ts';

describe('RelaySession', () => {
  it('is not held any more, by its own clock, after a sleep in which the server may have ended it', async () => {
    const { dataSource, close } = await openOutboxDatabase();
    const session = await RelaySession.open(connectionSettingsOf(dataSource));
    const monotonic = jest.spyOn(performance, 'now');
    try {
      await session.position();
      expect(session.holds).toBe(true);
      const woken = performance.now() + 3_000;
      monotonic.mockReturnValue(woken);
      expect(session.holds).toBe(false);
      await session.position();
      expect(session.holds).toBe(true);
    } finally {
      monotonic.mockRestore();
      await session.close();
      await close();
    }
  });
});
