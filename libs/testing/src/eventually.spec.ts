import { stripVTControlCharacters } from 'node:util';
import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('answers what the assertion returns as soon as it holds', async () => {
    let attempts = 0;
    const answer = await eventually(
      () => {
        attempts += 1;
        expect(attempts).toBe(3);
        return 'done';
      },
      { withinMs: 5_000 },
    );
    expect(answer).toBe('done');
  });

  it('throws the last error of the assertion, with the time waited, when it never holds', async () => {
    const started = performance.now();
    const failure = eventually<unknown>(async () => expect('closed').toBe('open'), { withinMs: 60 });
    const { message, stack } = await failure.then(
      () => new Error('it held'),
      (error: Error) => error,
    );
    expect(stripVTControlCharacters(message)).toMatch(/Expected: "open"\nReceived: "closed"\n\n\(still so after \d+ ms\)/);
    expect(stack).toContain('(still so after');
    expect(performance.now() - started).toBeGreaterThanOrEqual(60);
  });

  it('gives up an assertion that does not settle', async () => {
    const failure = eventually(() => new Promise<never>(() => undefined), { withinMs: 20 });
    await expect(failure).rejects.toThrow('the assertion did not settle');
  });

  it('throws what an attempt said that did settle, when the time ends in the middle of another', async () => {
    let attempts = 0;
    const assertion = () => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error('closed')) : new Promise<never>(() => undefined);
    };
    await expect(eventually(assertion, { withinMs: 20 })).rejects.toThrow('closed');
  });

  it('throws what is no error as it is', async () => {
    const failure = eventually(() => Promise.reject('text'), { withinMs: 10 });
    await expect(failure).rejects.toBe('text');
  });

  it('asks at least once', async () => {
    expect(await eventually(() => 'at once', { withinMs: 0 })).toBe('at once');
  });
});
