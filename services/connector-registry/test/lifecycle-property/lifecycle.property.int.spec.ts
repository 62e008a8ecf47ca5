import { type Connector, connectorState } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import fc from 'fast-check';
import { expectWholeHistory } from '../history-of-topics.ts';
import { RunningRegistry, soon } from '../running-registry.ts';
import { commands } from './commands.ts';
import { type Model, nothing, predict, quota } from './model.ts';
import { OperatorsAtWork } from './operators-at-work.ts';

/** A failure prints both: run again with PROPERTY_SEED and PROPERTY_PATH to see the same commands. */
const { PROPERTY_SEED, PROPERTY_PATH } = process.env;
const replay = { ...(PROPERTY_SEED && { seed: Number(PROPERTY_SEED) }), ...(PROPERTY_PATH && { path: PROPERTY_PATH, endOnFailure: true }) };
/** Enough for all runs; on a machine that is busy for some. A run that has begun is played to its end: what it still did would disturb what comes after. */
const beginsWithinMs = 20_000;

describe('whatever operators do, in whatever order', () => {
  let registry: RunningRegistry;

  beforeAll(async () => {
    registry = await RunningRegistry.start({ CONNECTOR_QUOTA: String(quota) });
  });

  afterAll(() => registry.stop());

  /** The service shows what the model has, and its events tell how it came to that. */
  async function expectAlike(operators: OperatorsAtWork, model: Model): Promise<void> {
    for (const [index, { organization, name, level, state, version }] of model.connectors.entries()) {
      const id = operators.ids[index] ?? '';
      const { body } = await operators.organizationOf(organization).call<Connector>('GET', `/connectors/${id}`);
      expect(body).toMatchObject({ name, accessLevel: level, state, version });
      await eventually(() => expect(registry.topics.onceOf(connectorState.name, id)).toHaveLength(version), soon);
    }
    for (const organization of [0, 1]) {
      const { body } = await operators.organizationOf(organization).call<{ items: Connector[] }>('GET', '/connectors?pageSize=100');
      const living = model.connectors.filter((one) => one.organization === organization && one.state !== 'DELETED');
      expect(body.items.map(({ name }) => name).toSorted()).toEqual(living.map(({ name }) => name).toSorted());
      expect(new Set(living.map(({ key }) => key)).size).toBe(living.length);
    }
  }

  it('every answer is the one that the lifecycle foresees, and nothing is lost, skipped or alike', async () => {
    const begun = performance.now();
    const property = fc.asyncProperty(commands, async (sequence) => {
      if (performance.now() - begun > beginsWithinMs) return;
      const operators = new OperatorsAtWork(registry);
      let model = nothing;
      for (const command of sequence) {
        const step = predict(model, command);
        if (!step) continue;
        const answers = await operators.send(command, model);
        expect(answers).toMatchObject(step.answers);
        model = step.model;
      }
      await expectAlike(operators, model);
    });
    await fc.assert(property, { numRuns: 20, ...replay });
    await expectWholeHistory(registry);
  }, 240_000);
});
