import { DomainError } from '@patchbay/errors';
import { redact, redactedText } from './redact.ts';

const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1LTEifQ.c2lnbmF0dXJl';

class Refused extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'thing.refused';
  override readonly details = { field: 'name', clientSecret: 'hunter2' };
}

describe('redact', () => {
  it('hides members that are named like secrets, at any depth and in lists', () => {
    const redacted = redact({
      headers: [{ Authorization: 'x', 'set-cookie': 'x', accept: 'json' }],
      connector: { credentials: { user: 'x' }, apiKey: 'x', name: 'CRM' },
      POSTGRES_PASSWORD: 'x',
      accessToken: 'x',
    });
    expect(redacted).toEqual({
      headers: [{ Authorization: '[redacted]', 'set-cookie': '[redacted]', accept: 'json' }],
      connector: { credentials: '[redacted]', apiKey: '[redacted]', name: 'CRM' },
      POSTGRES_PASSWORD: '[redacted]',
      accessToken: '[redacted]',
    });
  });

  it.each([
    [`sent Authorization: Bearer ${jwt}`, 'sent Authorization: Bearer [redacted]'],
    ['basic dXNlcjpwYXNz', 'basic [redacted]'],
    [`got ${jwt}, again`, 'got [redacted], again'],
    ['postgres://user:hunter2@host:5432/db is away', 'postgres://user:[redacted]@host:5432/db is away'],
    ['connector CRM is INACTIVE', 'connector CRM is INACTIVE'],
  ])('hides secrets in the text %j', (text, expected) => {
    expect(redactedText(text)).toBe(expected);
  });

  it('makes data of errors: code, kind, details, causes, and no secret in any of them', () => {
    const cause = Object.assign(new Error('connect postgres://user:hunter2@host failed'), { code: 'ECONNREFUSED' });
    const redacted = redact({ err: new Refused('refused', { cause }) });
    expect(redacted).toMatchObject({
      err: {
        type: 'Refused',
        message: 'refused',
        code: 'thing.refused',
        kind: 'conflict',
        details: { field: 'name', clientSecret: '[redacted]' },
        stack: expect.stringContaining('redact.spec'),
        cause: { code: 'ECONNREFUSED', message: 'connect postgres://user:[redacted]@host failed' },
      },
    });
    expect(JSON.stringify(redacted)).not.toContain('hunter2');
  });

  it('comes to an end with what refers to itself', () => {
    const ring: Record<string, unknown> = { name: 'ring' };
    ring.self = ring;
    expect(JSON.stringify(redact(ring))).toContain('[too deep]');
  });

  it('leaves numbers, dates, null and undefined readable', () => {
    expect(redact({ a: 1, b: null, c: undefined, d: new Date(0), e: true })).toEqual({
      a: 1,
      b: null,
      c: undefined,
      d: '1970-01-01T00:00:00.000Z',
      e: true,
    });
  });
});
