import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { integrationClient } from '../world/seed.ts';
import { StackFailure } from './failure.ts';
import { secretsFile, stateFolder } from './layout.ts';

const Secrets = z.object({
  postgresPassword: z.string().min(1),
  /** Client secret of each service and of the demo organization's OAuth client. */
  clients: z.record(z.string(), z.string().min(1)),
  /** 32 bytes, base64: encrypts the OAuth clients' secrets at rest. */
  keyEncryptionKey: z.base64(),
});
export type Secrets = z.infer<typeof Secrets>;

const serviceClients = ['connector-registry', 'authz', 'token-broker', 'flow-executor', 'voice-platform'] as const;

/** Made at the first start and kept with the data that they protect. */
export function loadSecrets(): Secrets {
  if (existsSync(secretsFile)) {
    const parsed = Secrets.safeParse(JSON.parse(readFileSync(secretsFile, 'utf8')));
    if (!parsed.success) throw new StackFailure(`${secretsFile} cannot be read: run "npm start -- --reset" to begin anew`);
    return parsed.data;
  }
  const secrets: Secrets = {
    postgresPassword: randomBytes(18).toString('base64url'),
    clients: Object.fromEntries([...serviceClients, integrationClient].map((client) => [client, randomBytes(24).toString('base64url')])),
    keyEncryptionKey: randomBytes(32).toString('base64'),
  };
  mkdirSync(stateFolder, { recursive: true });
  writeFileSync(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
