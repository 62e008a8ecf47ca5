import { connectorId, organizationId, scheduleId } from '../ids.ts';
import { canonicalJson } from './canonical-json.ts';
import { ChainCheck, genesisHash, type HistoryEntry, linkOf } from './history-entry.ts';

/** Short, and different for different texts: all that the check needs. */
const hashOf = (text: string): string =>
  [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7).toString();

function chainOf(length: number): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const entry: HistoryEntry = {
      organizationId: organizationId('o'),
      seq,
      at: new Date(seq),
      action: 'connector.update',
      outcome: 'DONE',
      actor: { kind: 'user', id: 'ada', roles: ['full-admin'] },
      remoteAddress: '192.0.2.1',
      requestId: `r-${seq}`,
      connectorId: connectorId('c'),
      flowId: null,
      operationId: null,
      reason: null,
      code: null,
      before: { name: 'CRM' },
      after: { name: `CRM ${seq}` },
      hash: '',
    };
    entries.push({ ...entry, hash: hashOf(linkOf(entries.at(-1)?.hash ?? genesisHash, entry)) });
  }
  return entries;
}

const headOf = (entries: HistoryEntry[]) => entries.at(-1) && { seq: entries.at(-1)?.seq ?? 0, hash: entries.at(-1)?.hash ?? '' };

function check(entries: HistoryEntry[], head = headOf(entries)) {
  const chain = new ChainCheck(hashOf);
  for (const entry of entries) if (!chain.follow(entry)) break;
  return chain.end(head);
}

describe('a chain', () => {
  it('is whole as it was written', () => {
    const entries = chainOf(5);
    expect(check(entries)).toEqual({ entries: 5, head: headOf(entries), broken: undefined });
  });

  it('is whole when it is empty', () => {
    expect(check([])).toEqual({ entries: 0, head: { seq: 0, hash: genesisHash }, broken: undefined });
  });

  it.each([1, 3, 5])('shows that entry %i was removed', (seq) => {
    const entries = chainOf(5);
    expect(
      check(
        entries.filter((entry) => entry.seq !== seq),
        headOf(entries),
      ).broken,
    ).toEqual({ seq, problem: 'missing' });
  });

  it('shows that all were removed', () => {
    expect(check([], headOf(chainOf(3))).broken).toEqual({ seq: 1, problem: 'missing' });
  });

  it.each<[string, Partial<HistoryEntry>]>([
    ['who', { actor: { kind: 'user', id: 'bob', roles: ['full-admin'] } }],
    ['by which role', { actor: { kind: 'user', id: 'ada', roles: [] } }],
    ['when', { at: new Date(99) }],
    ['from where', { remoteAddress: '192.0.2.2' }],
    ['what came of it', { outcome: 'REFUSED' }],
    ['what was before', { before: { name: 'ERP' } }],
    ['what was after', { after: null }],
    ['why', { reason: 'leaked' }],
    ['in which request', { requestId: null }],
    ['by which schedule', { scheduleId: scheduleId('s') }],
    ['in which organization', { organizationId: organizationId('p') }],
    ['its hash', { hash: 'x' }],
  ])('shows that of an entry %s was changed', (_what, change) => {
    const entries = chainOf(5).map((entry) => (entry.seq === 3 ? { ...entry, ...change } : entry));
    expect(check(entries).broken).toEqual({ seq: 3, problem: 'changed' });
  });

  it('shows that the end was written anew without its head, and the head without the end', () => {
    const entries = chainOf(3);
    expect(check(entries, { seq: 3, hash: 'x' }).broken).toEqual({ seq: 3, problem: 'changed' });
    expect(check(entries, headOf(chainOf(2))).broken).toEqual({ seq: 3, problem: 'beyond-the-head' });
  });
});

describe('a link', () => {
  it('of an entry that concerns no schedule is what it was when entries named none', () => {
    const [entry] = chainOf(1);
    const link =
      '{"action":"connector.update","actor":{"id":"ada","kind":"user","roles":["full-admin"]},"after":{"name":"CRM 1"},' +
      '"at":"1970-01-01T00:00:00.001Z","before":{"name":"CRM"},"code":null,"connectorId":"c","flowId":null,"operationId":null,' +
      '"organizationId":"o","outcome":"DONE","reason":null,"remoteAddress":"192.0.2.1","requestId":"r-1","seq":1}';
    expect(entry && linkOf('h', entry)).toBe(`h\n${link}`);
  });
});

describe('canonical JSON', () => {
  it('is one text for one value', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é"' }], a: true })).toBe('{"a":true,"b":[1,{"c":"é\\"","d":null}]}');
    expect(canonicalJson({ a: true, b: [1, { c: 'é"', d: null }] })).toBe(canonicalJson({ b: [1, { d: null, c: 'é"' }], a: true }));
  });
});
