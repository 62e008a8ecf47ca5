import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A draft that was taken away is kept in the columns of a flow, so that it can be copied from there. */
export class KeepDraftsAsColumns1765003000000 implements MigrationInterface {
  readonly name = 'KeepDraftsAsColumns1765003000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE flow_detachment ADD activities json, ADD export_text text, ADD connectors json, ADD on_connector_inactive text,
         ADD fallback_destination text`,
    );
    await runner.query(
      `UPDATE flow_detachment SET activities = draft->'activities', export_text = draft->'before'->>'exportText',
              connectors = draft->'before'->'connectors', on_connector_inactive = draft->'before'->>'onConnectorInactive',
              fallback_destination = draft->'before'->>'fallbackDestination'
        WHERE draft IS NOT NULL`,
    );
    await runner.query('ALTER TABLE flow_detachment DROP draft');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE flow_detachment ADD draft json');
    await runner.query(
      `UPDATE flow_detachment SET draft = json_build_object('activities', activities, 'before', json_build_object('exportText', export_text,
              'connectors', connectors, 'onConnectorInactive', on_connector_inactive, 'fallbackDestination', fallback_destination))
        WHERE activities IS NOT NULL`,
    );
    await runner.query(
      `ALTER TABLE flow_detachment DROP activities, DROP export_text, DROP connectors, DROP on_connector_inactive, DROP fallback_destination`,
    );
  }
}
