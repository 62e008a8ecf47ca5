import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Readiness } from './readiness.ts';

/** As much of a data source as its lifecycle needs. */
interface Database {
  query(statement: string): Promise<unknown>;
  destroy(): Promise<void>;
}

/** Not ready without the database; it closes last, when nothing asks it any more. */
export class DatabaseLifecycle implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.register('postgres', async () => {
      await this.database.query('SELECT 1');
      return undefined;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.destroy();
  }
}
