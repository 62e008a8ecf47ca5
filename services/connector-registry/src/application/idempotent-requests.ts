import type { OrganizationId } from '../domain/ids.ts';

/** A request that its caller may send again, not knowing whether it was carried out. */
export interface IdempotentRequest {
  organizationId: OrganizationId;
  caller: string;
  /** The caller's own, one for each thing that he wants to happen. */
  key: string;
  /** What he asks for: another one under the same key is another request. */
  fingerprint: string;
}

/** What he is told: the same again for a request that is sent again. */
export interface GivenAnswer {
  /** null: that of the route; of answers that were given before it was kept. */
  status: number | null;
  body: unknown;
  headers: Readonly<Record<string, string>>;
}

export type Outcome = { answer: GivenAnswer } | { refused: 'in-progress' | 'key-reused' };

export abstract class IdempotentRequests {
  /**
   * Carries a request out once within 24 hours: its effects and the answer to it are one transaction.
   * @param act its effects go through ports of this service, for this organization; a failure leaves nothing, and the next one is the first again
   */
  abstract once(request: IdempotentRequest, act: () => Promise<GivenAnswer>): Promise<Outcome>;
}
