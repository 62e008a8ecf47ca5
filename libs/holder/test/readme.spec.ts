import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { declaredCodes, documentedIn, eventually } from '@patchbay/testing';
import { guard } from './legacy-gateway.ts';
import { connectorOf, halted, organizationId, Scene, soon } from './registry-and-holder.ts';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readme = readFileSync(pathOf('../README.md'), 'utf8');

describe('the README', () => {
  it('shows the example that is run here, in fewer than 20 lines', () => {
    const [, example = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    expect(example).toBe(readFileSync(pathOf('./legacy-gateway.ts'), 'utf8'));
    expect(example.trim().split('\n').length).toBeLessThan(20);
  });

  it('lists the codes that there are', () => {
    expect(documentedIn(pathOf('../README.md'), 'Codes')).toEqual(declaredCodes(pathOf('../src')));
  });
});

describe('a gateway that joins as the README says', () => {
  it('sends while the connector is active, is counted in the halt, and sends nothing after it', async () => {
    const scene = await Scene.open();
    const id = randomUUID();
    scene.registry.change(connectorOf(id));
    const executor = scene.holder();
    const cut: string[] = [];
    const calls = { cut: (connectorId: string) => cut.push(connectorId) };
    const send = guard({ registryUrls: [scene.registry.url], token: async () => 't', organizationId, calls });
    let sent = 0;
    const call = () => send(id, () => sent++);
    await eventually(call, soon);
    await eventually(() => expect(executor.ready()).toBe(true), soon);
    const seq = scene.registry.change(halted(id, 2));
    await eventually(() => expect(scene.registry.report(seq)).toMatchObject({ state: 'HALTED' }), soon);
    expect(scene.registry.report(seq).holders.map(({ outcome }) => outcome)).toEqual(['acked', 'acked']);
    expect([cut, sent]).toEqual([[id], 1]);
    expect(call).toThrow('not sent: INACTIVE');
    process.emit('SIGTERM');
    await eventually(() => expect([...scene.registry.rows.values()].filter(({ left }) => left)).toHaveLength(1), soon);
    await scene.close();
  });
});
