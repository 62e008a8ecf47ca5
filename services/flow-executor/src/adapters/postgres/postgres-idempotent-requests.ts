import { randomUUID } from 'node:crypto';
import { type GivenAnswer, type IdempotentOutcome, type IdempotentRequest, IdempotentRequests } from '@patchbay/service-kit';
import type { DataSource } from 'typeorm';

const kept = "interval '24 hours'";
/** Longer than a request may take: whoever has not answered by then is gone. */
const claimed = "interval '1 minute'";

interface AnswerRow extends GivenAnswer {
  fingerprint: string;
}

/**
 * A claim before, the answer after. Not one transaction with the effects, as an import alone could be: a publication is several of them, with
 * the registry in between, and others have to see each. Where the process dies in the middle of a request, the next is the first a minute later.
 */
export class PostgresIdempotentRequests extends IdempotentRequests {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async once(request: IdempotentRequest, act: () => Promise<GivenAnswer>): Promise<IdempotentOutcome> {
    const claim = randomUUID();
    if (!(await this.claim(request, claim))) return this.earlier(request);
    try {
      const answer = await act();
      await this.dataSource.query('UPDATE idempotent_request SET (status, body, headers) = ($2, $3, $4) WHERE claim = $1', [
        claim,
        answer.status,
        JSON.stringify(answer.body ?? null),
        JSON.stringify(answer.headers),
      ]);
      return { answer };
    } catch (error) {
      await this.dataSource.query('DELETE FROM idempotent_request WHERE claim = $1 AND status IS NULL', [claim]);
      throw error;
    }
  }

  override async clean(): Promise<void> {
    await this.dataSource.query(`DELETE FROM idempotent_request WHERE claimed_at <= now() - ${kept}`);
  }

  private async claim({ organizationId, caller, key, fingerprint }: IdempotentRequest, claim: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `INSERT INTO idempotent_request (organization_id, caller, key, fingerprint, claim, claimed_at) VALUES ($1, $2, $3, $4, $5, now())
       ON CONFLICT (organization_id, caller, key) DO UPDATE
         SET (fingerprint, claim, claimed_at, status, body, headers) = (EXCLUDED.fingerprint, EXCLUDED.claim, EXCLUDED.claimed_at, NULL, NULL, NULL)
         WHERE idempotent_request.claimed_at <= now() - CASE WHEN idempotent_request.status IS NULL THEN ${claimed} ELSE ${kept} END
       RETURNING claim`,
      [organizationId, caller, key, fingerprint, claim],
    );
    return rows.length > 0;
  }

  private async earlier({ organizationId, caller, key, fingerprint }: IdempotentRequest): Promise<IdempotentOutcome> {
    const [row]: AnswerRow[] = await this.dataSource.query(
      'SELECT fingerprint, status, body, headers FROM idempotent_request WHERE organization_id = $1 AND caller = $2 AND key = $3',
      [organizationId, caller, key],
    );
    // Gone when the first one has just failed: the next attempt is the first.
    if (!row) return { refused: 'in-progress' };
    if (row.fingerprint !== fingerprint) return { refused: 'key-reused' };
    const { status, body, headers } = row;
    return status === null ? { refused: 'in-progress' } : { answer: { status, body, headers } };
  }
}
