import { type Fault, FaultSwitches } from './fault.ts';

const failing: Fault = { method: '*', path: '/a/*', delayMs: 0, effect: { kind: 'fail', status: 500 } };
const given = (...faults: Partial<Fault>[]) => {
  const switches = new FaultSwitches();
  switches.replace(faults.map((fault) => ({ ...failing, ...fault })));
  return switches;
};

describe('FaultSwitches', () => {
  it('hit nothing as long as nothing is switched on', () => {
    expect(given().hit('GET', '/a/b')).toBeUndefined();
  });

  it('hit by path, and by method where one is named', () => {
    const switches = given({ method: 'POST' });
    expect(switches.hit('POST', '/a/b')).toMatchObject({ effect: failing.effect });
    expect(switches.hit('GET', '/a/b')).toBeUndefined();
    expect(switches.hit('POST', '/b')).toBeUndefined();
  });

  it('let the first that matches hit', () => {
    const switches = given({ path: '/a/b', delayMs: 1 }, { delayMs: 2 });
    expect([switches.hit('GET', '/a/b')?.delayMs, switches.hit('GET', '/a/c')?.delayMs]).toEqual([1, 2]);
  });

  it('hit so many times and then let the next one hit', () => {
    const switches = given({ times: 1, delayMs: 1 }, { delayMs: 2 });
    expect([switches.hit('GET', '/a/b')?.delayMs, switches.hit('GET', '/a/b')?.delayMs]).toEqual([1, 2]);
    expect(switches.list().map(({ hits }) => hits)).toEqual([1, 1]);
  });

  it('forget their hits when they are replaced', () => {
    const switches = given({ times: 1 });
    switches.hit('GET', '/a/b');
    switches.replace([{ ...failing, times: 1 }]);
    expect(switches.hit('GET', '/a/b')).toBeDefined();
  });
});
