import { fileURLToPath } from 'node:url';
import { connectorLifecycle, connectorState, flowLifecycle } from '@patchbay/contracts';
import { declaredCodes, documentedIn } from '@patchbay/testing';
import { Config } from '../src/config.ts';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const source = fileURLToPath(new URL('../src', import.meta.url));

describe('the README', () => {
  it('lists every code of this service', () => {
    expect(documentedIn(readme, 'Codes')).toEqual(declaredCodes(source));
  });

  it('lists every environment variable', () => {
    expect(documentedIn(readme, 'Environment')).toEqual(Object.keys(Config.shape).toSorted());
  });

  it('lists every event that it publishes or consumes', () => {
    const events = [connectorLifecycle, connectorState].flatMap((topic) => Object.keys(topic.events));
    expect(documentedIn(readme, 'Publishes')).toEqual(events.map((type) => type.replace('patchbay.', '')).toSorted());
    expect(Object.keys(flowLifecycle.events)).toEqual(
      expect.arrayContaining(documentedIn(readme, 'Consumes').map((type) => `patchbay.${type}`)),
    );
  });
});
