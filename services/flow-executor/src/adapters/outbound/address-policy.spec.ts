import { AddressPolicy, type PrivateTarget, parsePrivateTarget } from './address-policy.ts';

const allowed = (...texts: string[]) => texts.map((text) => parsePrivateTarget(text) as PrivateTarget);

describe('the address policy', () => {
  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    'not an address',
  ])('refuses %s', (address) => {
    expect(new AddressPolicy().permits(address, 443, 'api.example')).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.0.1',
    '172.32.0.1',
    '193.0.0.1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
  ])('permits %s', (address) => {
    expect(new AddressPolicy().permits(address, 443, 'api.example')).toBe(true);
  });

  it('permits a name of the operator on its port alone', () => {
    const policy = new AddressPolicy(allowed('localhost:8085'));
    expect([policy.permits('127.0.0.1', 8085, 'LOCALHOST'), policy.permits('::1', 8085, 'localhost')]).toEqual([true, true]);
    expect([policy.permits('127.0.0.1', 8086, 'localhost'), policy.permits('127.0.0.1', 8085, 'evil.example')]).toEqual([false, false]);
  });

  it('permits a range of the operator on its port alone, whatever the name', () => {
    const policy = new AddressPolicy(allowed('10.1.0.0/16:443', '[fd00::]/8:443'));
    expect([policy.permits('10.1.2.3', 443, 'api.internal'), policy.permits('fd12::1', 443, 'api.internal')]).toEqual([true, true]);
    expect([policy.permits('10.2.0.1', 443, 'api.internal'), policy.permits('10.1.2.3', 80, 'api.internal')]).toEqual([false, false]);
  });

  it('permits a single address of the operator', () => {
    const policy = new AddressPolicy(allowed('127.0.0.1:9000'));
    expect([policy.permits('127.0.0.1', 9000, '127.0.0.1'), policy.permits('127.0.0.2', 9000, '127.0.0.2')]).toEqual([true, false]);
  });
});

describe('a private target', () => {
  it.each(['localhost', 'localhost:0', 'localhost:65536', '10.0.0.0/33:443', '[fd00::]/129:443', 'name/8:443', ':443', 'a b:c', ''])(
    'is not %s',
    (text) => {
      expect(parsePrivateTarget(text)).toBeUndefined();
    },
  );
});
