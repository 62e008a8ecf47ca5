import { z } from 'zod';
import { sandboxUrl } from '../world/addresses.ts';
import { request } from '../world/http.ts';

const Summary = z.object({ count: z.number(), lastArrivedAt: z.number().nullable() });
export type CallSummary = z.infer<typeof Summary>;

/** Calls that the Contact Center API has received since then (milliseconds since the epoch), however they were answered. */
export async function callsArrivedSince(sinceMs: number): Promise<CallSummary> {
  return (await request(Summary, 'GET', `${sandboxUrl}/dev/calls/summary?since=${sinceMs}`)).body;
}

/** Makes every answer of the Contact Center API slow, so that calls are in flight at any moment. */
export async function slowDown(delayMs: number): Promise<void> {
  await request(z.unknown(), 'PUT', `${sandboxUrl}/dev/faults`, {
    body: { faults: [{ method: '*', path: '/contact-center/*', delayMs, effect: { kind: 'slow' } }] },
  });
}

export async function speedUp(): Promise<void> {
  await request(z.unknown(), 'DELETE', `${sandboxUrl}/dev/faults`);
}
