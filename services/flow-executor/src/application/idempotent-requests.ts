/** A request that its caller may send again, not knowing whether it was carried out. */
export interface IdempotentRequest {
  organizationId: string;
  caller: string;
  /** The caller's own, one for each thing that he wants to happen. */
  key: string;
  /** What he asks for: another one under the same key is another request. */
  fingerprint: string;
}

/** What he is told: the same again for a request that is sent again. */
export interface GivenAnswer {
  status: number;
  body: unknown;
  headers: Readonly<Record<string, string>>;
}

export type IdempotentOutcome = { answer: GivenAnswer } | { refused: 'in-progress' | 'key-reused' };

export abstract class IdempotentRequests {
  /**
   * Carries a request out once within 24 hours, and gives its answer again.
   * @param act may take several transactions and requests to others; when it fails, the next request is the first again. So it is, a minute
   * later, when the process died in the middle of it.
   */
  abstract once(request: IdempotentRequest, act: () => Promise<GivenAnswer>): Promise<IdempotentOutcome>;
}
