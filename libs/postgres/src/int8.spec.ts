import { parseInt8 } from './int8.ts';

describe('parseInt8', () => {
  it.each([
    ['9', '10'],
    ['99', '100'],
    ['-1', '0'],
    ['9007199254740990', '9007199254740991'],
  ])('orders %s before %s', (lower, higher) => {
    expect(parseInt8(lower)).toBeLessThan(parseInt8(higher));
  });

  it.each(['9007199254740992', '-9007199254740992', '9223372036854775807'])('refuses %s, which a number cannot hold exactly', (text) => {
    expect(() => parseInt8(text)).toThrow(RangeError);
  });
});
