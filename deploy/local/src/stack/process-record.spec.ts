import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'patchbay-record-'));
process.env.PATCHBAY_STATE_FOLDER = folder;
const { endLeftovers, ProcessRecord } = await import('./process-record.ts');
const file = join(folder, 'processes.json');

describe('endLeftovers', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('ends what a killed run has written down', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'left-behind'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    new ProcessRecord().add({ pid: child.pid as number, name: 'authz', marker: 'left-behind' });
    expect(await endLeftovers()).toEqual(['authz']);
    expect(await ended).toBe('SIGTERM');
    expect(existsSync(file)).toBe(false);
  });

  it('leaves a process alone that has got the same id since', async () => {
    new ProcessRecord().add({ pid: process.pid, name: 'authz', marker: 'services/authz/dist/main.js' });
    expect(await endLeftovers()).toEqual([]);
  });

  it('passes over a record that was being written when the run was killed', async () => {
    writeFileSync(file, '[{"pid": 1');
    expect(await endLeftovers()).toEqual([]);
  });

  it('has nothing to do after a run that stopped in order', async () => {
    const record = new ProcessRecord();
    record.add({ pid: process.pid, name: 'authz', marker: 'jest' });
    record.clear();
    expect(await endLeftovers()).toEqual([]);
  });
});
