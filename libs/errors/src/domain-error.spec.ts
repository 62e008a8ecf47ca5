import { assertNever, DomainError } from './index.ts';

class NameTaken extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'connector.name-taken';
  override readonly details: { field: string };

  constructor(name: string, options?: ErrorOptions) {
    super(`the name ${name} is taken: choose another`, options);
    this.details = { field: 'name' };
  }
}

describe('DomainError', () => {
  it('carries kind, code, details, cause and its own name', () => {
    const cause = new Error('unique index');
    const error = new NameTaken('CRM', { cause });
    expect(error).toMatchObject({
      name: 'NameTaken',
      kind: 'conflict',
      code: 'connector.name-taken',
      details: { field: 'name' },
      cause,
    });
  });
});

describe('assertNever', () => {
  it('names the value that the types had excluded', () => {
    expect(() => assertNever('PAUSED' as never)).toThrow('unexpected value: "PAUSED"');
  });
});
