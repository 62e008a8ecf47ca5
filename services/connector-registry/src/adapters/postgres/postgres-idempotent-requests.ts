import { type GivenAnswer, type IdempotentOutcome, type IdempotentRequest, IdempotentRequests } from '@patchbay/service-kit';
import * as ids from '../../domain/ids.ts';
import type { RegistryDatabase } from './registry-database.ts';

const kept = "interval '24 hours'";

/** The effects and the answer are one transaction: what acts does so through ports of this service, for this organization. */
export class PostgresIdempotentRequests extends IdempotentRequests {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override once(request: IdempotentRequest, act: () => Promise<GivenAnswer>): Promise<IdempotentOutcome> {
    const { caller, key, fingerprint } = request;
    const organizationId = ids.organizationId(request.organizationId);
    const ofCaller = [organizationId, caller, key];
    return this.database.asOne(organizationId, async (manager) => {
      // Until the end of the transaction, so that whoever gets it sees the answer of the one before.
      const [{ isMine }]: [{ isMine: boolean }] = await manager.query(
        'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isMine"',
        [`idempotent request ${JSON.stringify(ofCaller)}`],
      );
      if (!isMine) return { refused: 'in-progress' };
      const [first]: ({ fingerprint: string } & GivenAnswer)[] = await manager.query(
        `SELECT fingerprint, status, body, headers FROM idempotent_request
          WHERE organization_id = $1 AND caller = $2 AND key = $3 AND answered_at > now() - ${kept}`,
        ofCaller,
      );
      if (first) return first.fingerprint === fingerprint ? { answer: first } : { refused: 'key-reused' };
      const answer = await act();
      await manager.query(
        `INSERT INTO idempotent_request (organization_id, caller, key, fingerprint, status, body, headers, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now())
         ON CONFLICT (organization_id, caller, key) DO UPDATE
           SET (fingerprint, status, body, headers, answered_at)
             = (EXCLUDED.fingerprint, EXCLUDED.status, EXCLUDED.body, EXCLUDED.headers, EXCLUDED.answered_at)`,
        [...ofCaller, fingerprint, answer.status, JSON.stringify(answer.body ?? null), JSON.stringify(answer.headers)],
      );
      return { answer };
    });
  }

  override async clean(): Promise<void> {
    await this.database.forEveryOrganization((manager) =>
      manager.query(`DELETE FROM idempotent_request WHERE answered_at <= now() - ${kept}`),
    );
  }
}
