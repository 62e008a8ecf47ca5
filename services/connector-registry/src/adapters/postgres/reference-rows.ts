/** Columns of `flow_reference` under the names that they have in a Reference, in the order that a preview shows. */
export const referenceColumns = `connector_id AS "connectorId", flow_id AS "flowId", flow_name AS "flowName", owner,
  version_number AS "versionNumber", labels, has_fallback AS "hasFallback", activities`;

export const referencesOfConnector = `
  SELECT ${referenceColumns} FROM flow_reference WHERE organization_id = $1 AND connector_id = $2 ORDER BY flow_id, version_number`;

export const firstReferencesOfConnector = `${referencesOfConnector} LIMIT $3`;

export const referencesOfFlow = `
  SELECT ${referenceColumns} FROM flow_reference WHERE organization_id = $1 AND flow_id = $2 ORDER BY version_number, connector_id`;
