import fc from 'fast-check';
import { digestOf, digestText, toggle } from './digest.ts';

const held = fc.uniqueArray(fc.record({ connectorId: fc.uuid(), version: fc.nat() }), { selector: ({ connectorId }) => connectorId });

describe('the digest', () => {
  it('does not depend on the order', () => {
    fc.assert(fc.property(held, (records) => digestOf(records) === digestOf(records.toReversed())));
  });

  it('is what it was when a record is taken away again', () => {
    fc.assert(
      fc.property(held, fc.uuid(), fc.nat(), (records, connectorId, version) => {
        const digest = { high: 0, low: 0 };
        for (const record of records) toggle(digest, record.connectorId, record.version);
        toggle(digest, connectorId, version);
        toggle(digest, connectorId, version);
        expect(digestText(digest)).toBe(digestOf(records));
      }),
    );
  });

  it('tells versions and connectors apart', () => {
    const of = (connectorId: string, version: number) => digestOf([{ connectorId, version }]);
    expect(new Set([of('a', 1), of('a', 2), of('b', 1), of('a', 11), digestOf([])]).size).toBe(5);
  });
});
