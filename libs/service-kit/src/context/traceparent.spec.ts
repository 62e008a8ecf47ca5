import { continueTrace } from './traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';

describe('continueTrace', () => {
  it('keeps trace and flags, and takes a span of its own', () => {
    const continued = continueTrace(`00-${traceId}-${parentId}-01`);
    expect(continued).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(continued).not.toContain(parentId);
  });

  it('continues a version that it does not know as the one that it does', () => {
    expect(continueTrace(`cc-${traceId}-${parentId}-00-what-the-future-brings`)).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `ff-${traceId}-${parentId}-01`,
    `00-${traceId.toUpperCase()}-${parentId}-01`,
    `00-${'0'.repeat(32)}-${parentId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${parentId}-01-more`,
  ])('begins a trace in place of %j', (incoming) => {
    const begun = continueTrace(incoming);
    expect(begun).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(begun).not.toContain(traceId);
  });
});
