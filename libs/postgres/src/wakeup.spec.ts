import { Wakeup } from './wakeup.ts';

const longMs = 60_000;

describe('Wakeup', () => {
  it('ends a sleep when it is called', async () => {
    const wakeup = new Wakeup();
    const sleeping = wakeup.sleep(longMs);
    wakeup.call();
    await expect(sleeping).resolves.toBeUndefined();
  });

  it('keeps a call for the next sleep', async () => {
    const wakeup = new Wakeup();
    wakeup.call();
    await expect(wakeup.sleep(longMs)).resolves.toBeUndefined();
  });

  it('uses up a call with one sleep', async () => {
    const wakeup = new Wakeup();
    wakeup.call();
    await wakeup.sleep(longMs);
    let awake = false;
    const second = wakeup.sleep(longMs).then(() => {
      awake = true;
    });
    await Promise.resolve();
    expect(awake).toBe(false);
    wakeup.call();
    await second;
  });

  it('ends a sleep when the time is over', async () => {
    await expect(new Wakeup().sleep(1)).resolves.toBeUndefined();
  });
});
