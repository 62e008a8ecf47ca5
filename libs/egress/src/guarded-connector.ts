import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressPolicy } from './address-policy.ts';
import { nameResolver, type Resolve } from './name-resolver.ts';
import { AddressRefused, NameNotResolved } from './refusals.ts';

/** How long resolving may take, and connecting after it. */
const connectTimeoutMs = 2_000;
/** Addresses that are tried, however many a name has. */
const maxAttempts = 3;

export interface GuardedConnectorOptions {
  policy: AddressPolicy;
  resolve?: Resolve;
  /** Certificates that are trusted beside those of Node. */
  trustedCertificates?: readonly string[];
}

type ConnectResult = Parameters<buildConnector.Callback>;

/**
 * Resolves, checks every address and connects to one that passed, with the name in SNI and Host. So neither a name that points inside nor an
 * address written in the URL gets a connection, and a name that changes its mind in between has no say.
 * Its connections fail with AddressRefused or NameNotResolved, beside the errors of the network.
 */
export function guardedConnector({ policy, resolve, trustedCertificates }: GuardedConnectorOptions): buildConnector.connector {
  const addressesOf = resolver(resolve ?? nameResolver({ isTrusted: (name) => policy.isNamed(name) }));
  const ca = trustedCertificates && [...trustedCertificates];
  const connect = buildConnector({ allowH2: false, timeout: connectTimeoutMs, ...(ca && { ca }) });

  const connectTo = (target: buildConnector.Options, address: string) =>
    new Promise<ConnectResult>((settled) => {
      const servername = target.servername ?? (isIP(target.hostname) === 0 ? target.hostname : '');
      connect({ ...target, hostname: address, ...(servername && { servername }) }, (...result) => settled(result));
    });

  const connectToAny = async (target: buildConnector.Options): Promise<ConnectResult> => {
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    const addresses = await addressesOf(target.hostname);
    let result: ConnectResult = [new AddressRefused(target.hostname, port), null];
    const permitted = addresses.filter((address) => policy.permits(address, port, target.hostname));
    for (const address of permitted.slice(0, maxAttempts)) {
      result = await connectTo(target, address);
      if (!result[0]) return result;
    }
    return result;
  };

  return (target, callback) => {
    connectToAny(target).then(
      (result) => callback(...result),
      (error: Error) => callback(error, null),
    );
  };
}

/** Asks once at a time for a name, however many want to know, and for no longer than a connection may take. */
function resolver(resolve: Resolve): (hostname: string) => Promise<string[]> {
  const running = new Map<string, Promise<LookupAddress[]>>();
  const lookUp = (hostname: string) => {
    const known = running.get(hostname);
    if (known) return known;
    const asked = resolve(hostname).finally(() => running.delete(hostname));
    running.set(hostname, asked);
    return asked;
  };
  return async (hostname) => {
    if (isIP(hostname) !== 0) return [hostname];
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new NameNotResolved(hostname)), connectTimeoutMs);
    try {
      const addresses = await Promise.race([lookUp(hostname), late.promise]);
      return addresses.map(({ address }) => address);
    } finally {
      clearTimeout(timer);
    }
  };
}
