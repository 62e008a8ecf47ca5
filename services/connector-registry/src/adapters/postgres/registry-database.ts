import { AsyncLocalStorage } from 'node:async_hooks';
import { createDataSource, type MigrationClass, transaction } from '@patchbay/postgres';
import type { DataSource, EntityManager, EntitySchema } from 'typeorm';
import type { OrganizationId } from '../../domain/ids.ts';
import { systemRole } from './roles.ts';

interface RegistryDatabaseSettings {
  /** As a member of the service role. */
  url: string;
  /** As the owner of the tables. */
  migrationUrl: string;
  applicationName: string;
  poolSize?: number;
  entities: readonly EntitySchema[];
  migrations: readonly MigrationClass[];
}

type Isolation = Parameters<typeof transaction>[2];

/** What is to be joined while it is open. */
interface OneTransaction {
  organizationId: OrganizationId;
  manager: EntityManager;
  isOpen: boolean;
  /** To be told once it is committed. */
  told: (() => void)[];
}

/** The database through its two doors: one organization at a time, which is how every request goes, and all of them, for the service's own work. */
export class RegistryDatabase {
  private readonly current = new AsyncLocalStorage<OneTransaction>();

  private constructor(
    private readonly service: DataSource,
    /** Sees every organization: for what the service does on nobody's behalf (relay, runners, snapshot, clean-up). No request reaches it with ids of its own. */
    readonly system: DataSource,
  ) {}

  static async open(settings: RegistryDatabaseSettings): Promise<RegistryDatabase> {
    const { url, applicationName, poolSize = 10, entities } = settings;
    const service = await createDataSource({ ...settings, poolSize });
    return new RegistryDatabase(service, await createDataSource({ url, applicationName, poolSize, entities, role: systemRole }));
  }

  /**
   * One transaction in which rows of other organizations are neither seen nor written, whatever its statements say.
   * Within `asOne` it is a part of that one, at its isolation.
   */
  forOrganization<Result>(
    organizationId: OrganizationId,
    work: (manager: EntityManager) => Promise<Result>,
    isolation?: Isolation,
  ): Promise<Result> {
    const outer = this.joinable();
    if (outer?.organizationId === organizationId) return work(outer.manager);
    const asTenant = async (manager: EntityManager) => {
      await manager.query("SELECT set_config('app.tenant', $1, true)", [organizationId]);
      return work(manager);
    };
    return transaction(this.service, asTenant, isolation);
  }

  /** Everything that `work` does for this organization, through whatever port, becomes one transaction. It may run again after a collision. */
  async asOne<Result>(organizationId: OrganizationId, work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const { result, told } = await this.forOrganization(organizationId, async (manager) => {
      const one: OneTransaction = { organizationId, manager, isOpen: true, told: [] };
      try {
        return { result: await this.current.run(one, () => work(manager)), told: one.told };
      } finally {
        one.isOpen = false;
      }
    });
    for (const tell of told) tell();
    return result;
  }

  /** Now, or when the transaction that the caller is within is committed. */
  afterCommit(tell: () => void): void {
    const outer = this.joinable();
    if (outer) outer.told.push(tell);
    else tell();
  }

  private joinable(): OneTransaction | undefined {
    const one = this.current.getStore();
    return one?.isOpen ? one : undefined;
  }

  forEveryOrganization<Result>(work: (manager: EntityManager) => Promise<Result>, isolation?: Isolation): Promise<Result> {
    return transaction(this.system, work, isolation);
  }

  async close(): Promise<void> {
    await Promise.all([this.service.destroy(), this.system.destroy()]);
  }
}
