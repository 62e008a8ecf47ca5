import type { OrganizationId } from '@patchbay/contracts';

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

export type IdempotentOutcome = { answer: GivenAnswer } | { refused: 'in-progress' | 'key-reused' };

/** Kept by each service in its own way: whether an answer can be one transaction with the effects depends on what these are. */
export abstract class IdempotentRequests {
  /**
   * Carries a request out once within 24 hours, and gives its answer again.
   * @param act when it fails, the next request is the first again
   */
  abstract once(request: IdempotentRequest, act: () => Promise<GivenAnswer>): Promise<IdempotentOutcome>;

  /** Forgets what is older than it is kept. */
  abstract clean(): Promise<void>;
}
