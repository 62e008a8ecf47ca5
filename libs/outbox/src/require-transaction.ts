import type { EntityManager } from 'typeorm';

/** What is written outside the caller's transaction would survive its rollback, or be lost while it commits. */
export function requireTransaction(manager: EntityManager, operation: string): void {
  if (!manager.queryRunner?.isTransactionActive) {
    throw new Error(`${operation} needs the manager of a running transaction: call it inside transaction(dataSource, (manager) => ...)`);
  }
}
