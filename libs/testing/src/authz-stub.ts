import { EvaluationRequest, type EvaluationResponse, type RefusalCode } from '@patchbay/contracts';
import { startLoopbackServer } from './loopback-server.ts';

export type Decide = (request: EvaluationRequest) => EvaluationResponse | Promise<EvaluationResponse>;

export interface AuthzStub {
  url: string;
  /** What was asked, in its order. */
  requests: EvaluationRequest[];
  stop(): Promise<void>;
}

/** Answers the access evaluation of AuthZEN in place of authz; a request that breaks the contract is answered with 400, a `decide` that throws with 500. */
export async function startAuthzStub(decide: Decide): Promise<AuthzStub> {
  const requests: EvaluationRequest[] = [];
  const { url, stop } = await startLoopbackServer(async (request, body) => {
    if (request.method !== 'POST' || request.url !== '/access/v1/evaluation') return { status: 404, body: { error: 'not_found' } };
    const parsed = EvaluationRequest.safeParse(JSON.parse(body));
    if (!parsed.success) return { status: 400, body: { error: parsed.error.message } };
    requests.push(parsed.data);
    return { status: 200, body: await decide(parsed.data) };
  });
  return { url, requests, stop };
}

export const allowAll: Decide = () => ({ decision: true });

export const refuse =
  (code: RefusalCode): Decide =>
  () => ({ decision: false, context: { reason: { code, message: `refused by the test: ${code}` } } });
