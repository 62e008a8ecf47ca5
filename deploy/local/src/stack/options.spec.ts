import { readOptions } from './options.ts';

describe('readOptions', () => {
  it('takes two executors and keeps the data unless told otherwise', () => {
    expect(readOptions([])).toEqual({ executors: 2, reset: false });
    expect(readOptions(['--executors', '3', '--reset'])).toEqual({ executors: 3, reset: true });
  });

  it.each(['0', '9', '1.5', 'many', ''])('refuses %j executors', (executors) => {
    expect(() => readOptions(['--executors', executors])).toThrow(`--executors takes a whole number from 1 to 8, not "${executors}"`);
  });

  it('names an option that it does not know, and those that it does', () => {
    expect(() => readOptions(['--verbose'])).toThrow(/--verbose.*options: --executors N, --reset/s);
  });
});
