import { z } from 'zod';
import { sandboxUrl } from '../world/addresses.ts';
import { request } from '../world/http.ts';

const Summary = z.object({ count: z.number(), lastArrivedAt: z.number().nullable() });
export type CallSummary = z.infer<typeof Summary>;

/** Calls that the Contact Center API has received since then (milliseconds since the epoch), however they were answered. */
export async function callsArrivedSince(sinceMs: number): Promise<CallSummary> {
  return (await request(Summary, 'GET', `${sandboxUrl}/dev/calls/summary?since=${sinceMs}`)).body;
}

const ArrivedCall = z.object({ arrivedAt: z.number(), connectorId: z.string(), connectorVersion: z.string() });
/** A request of a connector, as the Contact Center API has logged it. */
export type ArrivedCall = z.infer<typeof ArrivedCall>;
const CallPage = z.object({
  items: z.array(z.object({ connectorId: z.string().nullable() }).loose()),
  nextPageToken: z.string().optional(),
});

/** In the order in which they arrived, from then on. */
export async function callsOf(connectorId: string, sinceMs: number): Promise<ArrivedCall[]> {
  const calls: ArrivedCall[] = [];
  let pageToken: string | undefined = '0';
  while (pageToken !== undefined) {
    const url: string = `${sandboxUrl}/dev/calls?since=${sinceMs}&pageSize=10000&pageToken=${pageToken}`;
    const page: z.infer<typeof CallPage> = (await request(CallPage, 'GET', url)).body;
    calls.push(...page.items.filter((call) => call.connectorId === connectorId).map((call) => ArrivedCall.parse(call)));
    pageToken = page.nextPageToken;
  }
  return calls;
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
