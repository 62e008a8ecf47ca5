import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { NameNotResolved } from './refusals.ts';

export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/** Two attempts end before a connection is given up. */
const queries = { timeout: 600, tries: 2 } as const;
/** The system has four threads for resolving, and for other things too. */
const systemThreads = 2;
const longestQueue = 100;
/** Whoever asks the system after these answers hears the same soon: it knows names beside those of the network, such as those of its hosts file. */
const endedSoon = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED', 'EREFUSED', 'EBADNAME', 'ENOTIMP']);

export interface NameResolverOptions {
  /** Names of the operator's own, which only the system may know. */
  isTrusted: (hostname: string) => boolean;
  /** Default: those of the system. */
  nameServers?: readonly string[];
  system?: Resolve;
}

/**
 * Names that users have written are asked of the name servers over the network, which takes no thread, however many are slow. The system
 * resolves those of the operator, and what the network does not know: two at a time, so that its threads are never all taken.
 */
export function nameResolver({ isTrusted, nameServers, system = bySystem }: NameResolverOptions): Resolve {
  const network = new Resolver(queries);
  if (nameServers) network.setServers(nameServers);
  const limited = fewAtATime(system);
  return async (hostname) => {
    if (isTrusted(hostname)) return system(hostname);
    const found = await byNetwork(network, hostname);
    return found.length > 0 ? found : limited(hostname);
  };
}

const bySystem: Resolve = (hostname) => lookup(hostname, { all: true, order: 'ipv4first' });

/** Empty where the network knows no such name. @throws NameNotResolved */
async function byNetwork(network: Resolver, hostname: string): Promise<LookupAddress[]> {
  const answers = await Promise.allSettled([network.resolve4(hostname), network.resolve6(hostname)]);
  const found = answers.flatMap((answer, index) =>
    answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })) : [],
  );
  const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
  if (found.length === 0 && !failures.every((code) => endedSoon.has(code))) throw new NameNotResolved(hostname);
  return found;
}

function fewAtATime(resolve: Resolve): Resolve {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (hostname) => {
    if (running < systemThreads) running += 1;
    else if (waiting.length >= longestQueue) throw new NameNotResolved(hostname);
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await resolve(hostname);
    } finally {
      const next = waiting.shift();
      // The place goes over to whoever has waited longest.
      if (next) next();
      else running -= 1;
    }
  };
}
