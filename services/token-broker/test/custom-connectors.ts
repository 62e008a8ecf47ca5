import { generateKeyPairSync } from 'node:crypto';
import type { Broker } from './broker.ts';

const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export type Proof = 'basic' | 'api-key' | 'oauth-client-secret' | 'oauth-private-key-jwt';

export const secret = 'markersecret';
export const basicHeader = `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`;
export const secrets = {
  basic: { kind: 'basic', password: secret },
  'api-key': { kind: 'api-key', key: secret },
  'oauth-client-secret': { kind: 'oauth-client-secret', clientSecret: secret },
  'oauth-private-key-jwt': { kind: 'oauth-private-key-jwt', privateKey },
} as const;

/** Connectors of kind `custom` to the API of the test, and their credentials. */
export class CustomConnectors {
  constructor(private readonly broker: Broker) {}

  get oauth() {
    return { tokenUrl: `${this.broker.customApi.url}/token`, clientId: 'client', scopes: ['read', 'write'] };
  }

  /** As the registry announces one without a validation URL. */
  bare(proof: Proof = 'basic') {
    const authentications = {
      basic: { kind: 'basic', userName: 'user' },
      'api-key': { kind: 'api-key', headerName: 'X-Api-Key' },
      'oauth-client-secret': { kind: 'oauth-client-secret', ...this.oauth },
      'oauth-private-key-jwt': { kind: 'oauth-private-key-jwt', keyId: 'key-1', ...this.oauth },
    };
    return { kind: 'custom', resourceDomain: this.broker.customApi.url, authentication: authentications[proof] };
  }

  settings(proof: Proof = 'basic') {
    return { ...this.bare(proof), validationUrl: `${this.broker.customApi.url}/me` };
  }

  announced(proof: Proof = 'basic'): Promise<string> {
    return this.broker.activeConnector(this.settings(proof));
  }

  /** Active in version 1, with credentials. */
  async given(proof: Proof = 'basic'): Promise<string> {
    const connectorId = await this.announced(proof);
    expect((await this.save(connectorId, secrets[proof])).status).toBe(200);
    return connectorId;
  }

  async change(connectorId: string, version: number, change: Readonly<Record<string, unknown>>): Promise<void> {
    await this.broker.announce(connectorId, { ...change, version });
    await this.broker.untilKnown(connectorId, version);
  }

  save(connectorId: string, body: unknown = secrets.basic) {
    return this.broker.call('PUT', this.path(connectorId), body);
  }

  async status(connectorId: string) {
    return (await this.broker.call('GET', this.path(connectorId))).body;
  }

  path(connectorId: string): string {
    return `connectors/${connectorId}/credentials`;
  }

  rows(table: string, connectorId: string): Promise<unknown[]> {
    return this.broker.query(`SELECT * FROM ${table} WHERE connector_id = '${connectorId}'`);
  }
}
