import type { HistoryEntry, HistoryPage, HistoryVerification } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, type RunningRegistry, soon } from '../running-registry.ts';

export const administrator = { kind: 'user', id: 'full-admin', roles: ['full-admin'] };

/** What a test asks of the history of its organization. */
export class OrganizationHistory {
  constructor(private readonly organization: OrganizationClient) {}

  async at(path = '/history'): Promise<HistoryEntry[]> {
    const { status, body } = await this.organization.call<HistoryPage>('GET', path);
    expect(status).toBe(200);
    return body.items;
  }

  /** An attempt is written beside its answer. */
  refusals(...codes: string[]): Promise<HistoryEntry[]> {
    return eventually(async () => {
      const found = await this.at('/history?outcome=REFUSED');
      expect(found.map(({ code }) => code).toReversed()).toEqual(codes);
      return found;
    }, soon);
  }

  async verification(): Promise<HistoryVerification> {
    return (await this.organization.call<HistoryVerification>('GET', '/history/verification')).body;
  }
}

export async function asSuperuser(registry: RunningRegistry, statement: string, values: unknown[] = []): Promise<void> {
  const connection = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'history-test-superuser' });
  await connection.query(statement, values);
  await connection.close();
}
