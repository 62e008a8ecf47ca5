import { writeFileSync } from 'node:fs';
import { openApiOf } from '../src/index.ts';
import { tinyConfig, tinyModule } from './tiny-service.ts';

describe('x', () => {
  it('y', async () => {
    const d = await openApiOf(tinyModule(tinyConfig()), { name: 'tiny', title: 'Tiny', description: 'd' });
    writeFileSync('/tmp/tiny-openapi.json', JSON.stringify(d, null, 1));
  });
});
