import type { EvaluationRequest, EvaluationResponse } from '@patchbay/contracts';
import type { Clock } from '../operations/clock.ts';
import type { AccessDecider } from './access-decider.ts';

interface Decided {
  readonly asking: Promise<EvaluationResponse>;
  /** Undefined until it is there. */
  answer: EvaluationResponse | undefined;
  readonly askedAtMs: number;
}

const maxDecisions = 5_000;
/** How old a decision may be: as old as the state that a holder of a lease acts on. */
const maxAgeMs = 5_000;

/**
 * Decisions that were asked for a moment ago, for what is asked again with every call: a decision counts for `maxAgeMs`, and those who ask at once ask once.
 * Where authz does not answer, nothing is remembered and nobody is let in.
 */
export class RecentDecisions {
  private readonly decided = new Map<string, Decided>();

  constructor(
    private readonly decider: AccessDecider,
    private readonly clock: Clock,
  ) {}

  /** Without a promise where the decision is known. */
  decide(request: EvaluationRequest): EvaluationResponse | Promise<EvaluationResponse> {
    const { subject, action, resource } = request;
    // Where one part ends and the next begins is told by the length of what a caller may choose.
    const key = `${subject.type} ${subject.id.length} ${subject.id} ${action.name} ${resource.type} ${resource.properties?.organizationId} ${resource.id}`;
    const now = this.clock.monotonicMs();
    const known = this.decided.get(key);
    return known && now - known.askedAtMs < maxAgeMs ? (known.answer ?? known.asking) : this.ask(key, request, now);
  }

  private ask(key: string, request: EvaluationRequest, askedAtMs: number): Promise<EvaluationResponse> {
    const asking = this.decider.decide(request);
    const decided: Decided = { asking, answer: undefined, askedAtMs };
    // Anew, so that the order of the map stays that of asking.
    this.decided.delete(key);
    this.decided.set(key, decided);
    asking.then(
      (answer) => {
        decided.answer = answer;
      },
      () => {
        if (this.decided.get(key) === decided) this.decided.delete(key);
      },
    );
    const [oldest] = this.decided.size > maxDecisions ? this.decided.keys() : [];
    if (oldest !== undefined) this.decided.delete(oldest);
    return asking;
  }
}
