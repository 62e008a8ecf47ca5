/** Columns of `flow_reference` under the names that they have in a Reference, in the order that a preview shows. */
export const referenceColumns = `connector_id AS "connectorId", flow_id AS "flowId", flow_name AS "flowName", owner,
  version_number AS "versionNumber", labels, has_fallback AS "hasFallback", activities`;

const ofConnector = `SELECT ${referenceColumns} FROM flow_reference WHERE organization_id = $1 AND connector_id = $2`;
const byFlow = 'ORDER BY flow_id, version_number LIMIT $3';

export const firstReferencesOfConnector = `${ofConnector} ${byFlow}`;

/** Behind that version of that flow. */
export const nextReferencesOfConnector = `${ofConnector} AND (flow_id, version_number) > ($4, $5) ${byFlow}`;

const ofFlow = 'WHERE organization_id = $1 AND flow_id = $2';
const inOrder = 'ORDER BY version_number, connector_id';

export const firstReferencesOfFlow = `SELECT ${referenceColumns} FROM flow_reference ${ofFlow} ${inOrder} LIMIT $3`;

/** Behind that connector in that version. */
export const nextReferencesOfFlow = `
  SELECT ${referenceColumns} FROM flow_reference ${ofFlow} AND (version_number, connector_id) > ($4, $5) ${inOrder} LIMIT $3`;

/** Those that were there to be taken: one that a deletion takes at the same time is its. */
export const takeReferencesOfFlow = `
  WITH taken AS (DELETE FROM flow_reference ${ofFlow} RETURNING *) SELECT ${referenceColumns} FROM taken ${inOrder}`;
