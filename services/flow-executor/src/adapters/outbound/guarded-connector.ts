import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressPolicy } from './address-policy.ts';
import { RequestFailure } from './request-failure.ts';

export const connectTimeoutMs = 2_000;

export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

export interface GuardedConnectorOptions {
  policy: AddressPolicy;
  resolve?: Resolve;
  /** Certificates that are trusted beside those of Node. */
  trustedCertificates?: readonly string[];
}

const resolveAll: Resolve = (hostname) => lookup(hostname, { all: true, order: 'ipv4first' });

/**
 * Resolves, checks every address and connects to one that passed, with the name in SNI and Host. So neither a name that points inside nor an
 * address written in the URL gets a connection, and a name that changes its mind in between has no say.
 */
export function guardedConnector({ policy, resolve = resolveAll, trustedCertificates }: GuardedConnectorOptions): buildConnector.connector {
  const ca = trustedCertificates && [...trustedCertificates];
  const connect = buildConnector({ allowH2: false, timeout: connectTimeoutMs, ...(ca && { ca }) });

  const connectTo = (target: buildConnector.Options, address: string) =>
    new Promise<Parameters<buildConnector.Callback>>((settled) => {
      const servername = target.servername ?? (isIP(target.hostname) === 0 ? target.hostname : '');
      connect({ ...target, hostname: address, ...(servername && { servername }) }, (...result) => settled(result));
    });

  const connectToAny = async (target: buildConnector.Options): Promise<Parameters<buildConnector.Callback>> => {
    let result: Parameters<buildConnector.Callback> = [new RequestFailure('ACCESS_DENIED'), null];
    for (const address of await permittedAddresses(target, policy, resolve)) {
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

async function permittedAddresses(
  { hostname, protocol, port }: buildConnector.Options,
  policy: AddressPolicy,
  resolve: Resolve,
): Promise<string[]> {
  const addresses = isIP(hostname) === 0 ? await withinConnectTimeout(resolve(hostname)) : [{ address: hostname }];
  const portNumber = Number(port) || (protocol === 'https:' ? 443 : 80);
  return addresses.map(({ address }) => address).filter((address) => policy.permits(address, portNumber, hostname));
}

async function withinConnectTimeout<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new RequestFailure('DNS')), connectTimeoutMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
