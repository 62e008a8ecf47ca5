import { DomainError } from '@patchbay/errors';
import fc from 'fast-check';
import { demoFlows, filesIn, readExport, realFlows } from '../../../test/flow-files.ts';
import { contentOf } from '../../../test/support/given.ts';
import { copiedContent, exportOf, importFlow } from '../lifecycle/draft.ts';
import { validateFlow } from '../validation/validate-flow.ts';
import { compareFlows } from './compare-flows.ts';
import { bindConnectors, connectorUses } from './connector-binding.ts';
import { exportTextIn } from './import-document.ts';

const now = new Date('2026-01-02T12:00:00.000Z');

/** Each that stands in one of them, by any depth. */
function keysOf(value: unknown, found: Set<string> = new Set()): string[] {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) found.add(key);
      keysOf(inner, found);
    }
  }
  return [...found];
}

/** Everything that is done with a document that was handed in. @returns the codes of its rows, or the code of the refusal */
function handIn(text: string): readonly string[] {
  try {
    const content = contentOf({ exportText: exportTextIn(text) });
    const flow = importFlow({ flowId: 'f', organizationId: 'o', owner: 'dev', content, now });
    const document = exportOf(copiedContent(flow, 'Copy'));
    const bindings = bindConnectors(document, content.connectors, []);
    connectorUses(document, bindings);
    compareFlows(exportOf(content), document);
    return validateFlow(document, { bindings, fallbackDestination: null }).map(({ code }) => code);
  } catch (error) {
    if (error instanceof DomainError) return [error.code];
    throw error;
  }
}

/** A real export in which some values are others. */
const mutated = (files: readonly Record<string, unknown>[]) =>
  fc
    .tuple(fc.constantFrom(...files), fc.infiniteStream(fc.nat()), fc.infiniteStream(fc.jsonValue({ maxDepth: 2 })))
    .map(([file, dice, values]) => {
      const change = (value: unknown): unknown => {
        if ((dice.next().value ?? 0) % 97 === 0) return values.next().value;
        if (Array.isArray(value)) return value.map(change);
        if (typeof value !== 'object' || value === null) return value;
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));
      };
      return change(file);
    });

const files = [demoFlows, realFlows].flatMap((folder) => filesIn(folder).map((file) => readExport(folder, file)));

/** A document that has the keys of an export, and anything under them. */
const shaped = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom('FLOW', 'event', 'NewContact', 'http-request-v2', '{{ x }}', '{{', '$.a[', 'default', 'true'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...keysOf(files)), tie('value'), { maxKeys: 12 }),
  ),
})).value;

describe('any document', () => {
  it('is a flow with rows, or refused with a code', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(handIn(text).every((code) => code.startsWith('flow.'))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is so too when it has the keys of one', () => {
    fc.assert(
      fc.property(fc.record({ name: shaped, process: shaped, eventFlows: shaped, variables: shaped }, { requiredKeys: [] }), (document) => {
        expect(handIn(JSON.stringify(document)).every((code) => code.startsWith('flow.'))).toBe(true);
      }),
      { numRuns: 15000 },
    );
  });

  it('is so too when it nearly is a flow', () => {
    fc.assert(
      fc.property(mutated(files), (document) => {
        expect(handIn(JSON.stringify(document)).every((code) => code.startsWith('flow.'))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    { name: 'x', process: { activities: { a: { properties: { activityName: '__proto__' } } }, links: [] } },
    JSON.parse(
      '{"name":"x","process":{"activities":{"__proto__":{"name":"a","properties":{"__proto__":{"activityName":"end"}}}},"links":[]}}',
    ),
    { name: 'x', process: { activities: {}, links: [] }, eventFlows: { eventsMap: { a: { process: null }, b: null } } },
    { nodes: [{ id: 'a', properties: null }], edges: [null] },
  ])('%j too', (document) => {
    expect(handIn(JSON.stringify(document)).every((code) => code.startsWith('flow.'))).toBe(true);
  });

  it('comes out as it went in, where it is an export', () => {
    for (const file of files) {
      const text = JSON.stringify(file, null, 2);
      expect(exportTextIn(text)).toBe(text);
    }
    expect(files.length).toBeGreaterThan(0);
  });
});
