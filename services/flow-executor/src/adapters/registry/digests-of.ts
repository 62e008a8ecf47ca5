import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { mirrorBuckets } from '@patchbay/contracts';
import type { ConnectorRecord } from '../../domain/gate/connector-record.ts';

/** Some milliseconds of work; calls come in between. */
const atOnce = 500;

/** What the registry is told of these connectors, by the contract of ReportDigestsRequest. */
export async function digestsOf(records: Iterable<ConnectorRecord>): Promise<string[]> {
  const digests = new BigUint64Array(mirrorBuckets);
  let count = 0;
  for (const { connectorId, version, state } of records) {
    if (++count % atOnce === 0) await turn();
    if (state === 'DELETED') continue;
    const hash = createHash('sha256').update(`${connectorId} ${version} ${state}`).digest();
    const bucket = Number.parseInt(connectorId.slice(-2), 16);
    digests[bucket] = (digests[bucket] ?? 0n) ^ hash.readBigUInt64BE();
  }
  return Array.from(digests, (digest) => digest.toString(16).padStart(16, '0'));
}
