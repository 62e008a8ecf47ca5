import type { EvaluationRequest, EvaluationResponse } from '@patchbay/contracts';
import type { Clock } from '../operations/clock.ts';
import { AccessDecider } from './access-decider.ts';

interface Decided {
  readonly answer: Promise<EvaluationResponse>;
  readonly askedAtMs: number;
}

const maxDecisions = 5_000;
/** How old a decision may be: as old as the state that a holder of a lease acts on. */
const maxAgeMs = 5_000;

/**
 * Decisions that were asked for a moment ago, for what is asked again with every call: a decision counts for `maxAgeMs`, and those who ask at once ask once.
 * Where authz does not answer, nothing is remembered and nobody is let in.
 */
export class RecentDecisions extends AccessDecider {
  private readonly decided = new Map<string, Decided>();

  constructor(
    private readonly decider: AccessDecider,
    private readonly clock: Clock,
  ) {
    super();
  }

  decide(request: EvaluationRequest): Promise<EvaluationResponse> {
    const { subject, action, resource } = request;
    const key = JSON.stringify([subject.type, subject.id, action.name, resource.type, resource.id, resource.properties?.organizationId]);
    const now = this.clock.monotonicMs();
    const known = this.decided.get(key);
    if (known && now - known.askedAtMs < maxAgeMs) return known.answer;
    return this.ask(key, request, now);
  }

  private ask(key: string, request: EvaluationRequest, askedAtMs: number): Promise<EvaluationResponse> {
    const answer = this.decider.decide(request);
    // Anew, so that the order of the map stays that of asking.
    this.decided.delete(key);
    this.decided.set(key, { answer, askedAtMs });
    answer.catch(() => {
      if (this.decided.get(key)?.answer === answer) this.decided.delete(key);
    });
    const [oldest] = this.decided.size > maxDecisions ? this.decided.keys() : [];
    if (oldest !== undefined) this.decided.delete(oldest);
    return answer;
  }
}
