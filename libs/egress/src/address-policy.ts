import { BlockList, isIP } from 'node:net';

/** Ranges that are not the public internet: private, local, shared, documentation, multicast, and every way to write IPv4 inside IPv6. */
const nonPublic: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 96],
  ['::ffff:0:0', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** What an operator permits beside the public internet: a host or a range, on one port. */
export interface PrivateTarget {
  host: string;
  /** Of a range; undefined for a name or a single address. */
  prefix: number | undefined;
  port: number;
}

/** `localhost:8085`, `10.1.0.0/16:443`, `[fd00::]/8:443` */
export function parsePrivateTarget(text: string): PrivateTarget | undefined {
  const match = /^(?:\[([^\]]+)\]|([^/:[\]]+))(?:\/(\d{1,3}))?:(\d{1,5})$/.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[4]);
  const prefix = match?.[3] === undefined ? undefined : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  const bits = isIP(host) === 6 ? 128 : 32;
  if (prefix !== undefined && (isIP(host) === 0 || prefix > bits)) return undefined;
  return { host: host.toLowerCase(), prefix, port };
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** A list for each family: in one list, `::ffff:0:0/96` would hold every IPv4 address. */
class AddressRanges {
  private readonly ipv4 = new BlockList();
  private readonly ipv6 = new BlockList();

  add(network: string, prefix: number): void {
    this[familyOf(network)].addSubnet(network, prefix, familyOf(network));
  }

  has(address: string): boolean {
    return this[familyOf(address)].check(address, familyOf(address));
  }
}

/** Decides by the very address that is connected to, after resolving: a name may say anything. */
export class AddressPolicy {
  private readonly blocked = new AddressRanges();
  private readonly allowedNames: ReadonlySet<string>;
  private readonly names: ReadonlySet<string>;
  private readonly allowedByPort = new Map<number, AddressRanges>();

  constructor(allowed: readonly PrivateTarget[] = []) {
    for (const [network, prefix] of nonPublic) this.blocked.add(network, prefix);
    const named = allowed.filter(({ host }) => isIP(host) === 0);
    this.allowedNames = new Set(named.map(({ host, port }) => `${host}:${port}`));
    this.names = new Set(named.map(({ host }) => host));
    for (const target of allowed) if (isIP(target.host) !== 0) this.allow(target);
  }

  /** @param name as the URL has it; the operator may have permitted it by that name */
  permits(address: string, port: number, name: string): boolean {
    if (isIP(address) === 0) return false;
    if (this.allowedNames.has(`${name.toLowerCase()}:${port}`)) return true;
    return this.allowedByPort.get(port)?.has(address) === true || !this.blocked.has(address);
  }

  /** Whether the operator has permitted something under that name. */
  isNamed(name: string): boolean {
    return this.names.has(name.toLowerCase());
  }

  private allow({ host, prefix, port }: PrivateTarget): void {
    const ranges = this.allowedByPort.get(port) ?? new AddressRanges();
    ranges.add(host, prefix ?? (isIP(host) === 6 ? 128 : 32));
    this.allowedByPort.set(port, ranges);
  }
}
