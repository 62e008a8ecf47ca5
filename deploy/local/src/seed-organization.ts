import { readWorld } from './world/identities.ts';
import { seed } from './world/seed.ts';

const secret = process.env.INTEGRATION_CLIENT_SECRET;
if (!secret) throw new Error('INTEGRATION_CLIENT_SECRET is not set: give it the client secret of demo-integration');
const organizationId = await seed(await readWorld(), secret);
process.stdout.write(`the demo organization ${organizationId} is there\n`);
