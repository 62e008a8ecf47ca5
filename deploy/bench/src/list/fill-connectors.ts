import type { Client } from 'pg';

export const organizationId = '0192f0c1-0000-7000-8000-000000000001';
export const connectors = 100_000;
/** Of 2,000 other organizations, ten each. */
const ofOthers = 20_000;

const uuidOf = (kind: string, number: string) => `('0192f0c1-${kind}-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const oneOf = (list: string, number: string) => `(ARRAY[${list}])[1 + (${number}) % ${list.split(',').length}]`;

/** Every 10,000th is being deleted, every twentieth is deleted, every tenth is custom; five share each moment. */
const connectorRows = `
  INSERT INTO connector (connector_id, organization_id, kind, custom, name, name_key, description, access_level, state, version,
                         consent_user_id, consent_access_level, consent_text_version, consent_at, created_at, updated_at)
  SELECT ${uuidOf('00c1', 'n')},
         CASE WHEN n < ${connectors} THEN $1::uuid ELSE ${uuidOf('0001', `n % ${ofOthers / 10}`)} END,
         CASE WHEN n % 10 = 3 THEN 'custom' ELSE 'webex-contact-center' END,
         CASE WHEN n % 10 = 3 THEN '{"resourceDomain":"https://api.crm.example","authentication":{"kind":"basic","userName":"me"},"validationUrl":null}'::jsonb END,
         name, lower(name), description, CASE WHEN n % 3 = 0 THEN 'READ_WRITE' ELSE 'READ_ONLY' END,
         CASE WHEN n % 10000 = 9999 THEN 'DELETING' WHEN n % 20 = 0 THEN 'DELETED' WHEN n % 5 < 2 THEN 'INACTIVE' ELSE 'ACTIVE' END, 1,
         'ada', 'READ_ONLY', '2026-01', now(), now() - n / 5 * interval '1 minute', now() - (n * 7919 % 100003) * interval '1 minute'
    FROM generate_series(0, ${connectors + ofOthers - 1}) AS n,
         LATERAL (SELECT ${oneOf("'CRM','Sales','Support','Billing','Night','Bookings','Returns'", 'n')} || ' line ' || n AS name,
                         'For the ' || ${oneOf("'north','south','east','west'", 'n / 7')} || ' desk' || CASE WHEN n % 5000 = 77 THEN ', by way of Zanzibar' ELSE '' END AS description)`;

const wordRows = `
  INSERT INTO connector_word (organization_id, word, connector_id, created_at, updated_at, name_key)
  SELECT DISTINCT organization_id, word, connector_id, created_at, updated_at, name_key FROM connector, regexp_split_to_table(lower(name || ' ' || description), '[^a-z0-9]+') AS word`;

export async function fillConnectors(client: Client): Promise<void> {
  await client.query(connectorRows, [organizationId]);
  await client.query(wordRows);
  await client.query('VACUUM ANALYZE');
}
