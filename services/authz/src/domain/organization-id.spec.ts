import { organizationIdOf } from './organization-id.ts';

describe('organizationIdOf', () => {
  it('gives one spelling to what Postgres and URLs may spell in several', () => {
    expect(organizationIdOf('0192F0C1-0000-7000-8000-00000000000A')).toBe('0192f0c1-0000-7000-8000-00000000000a');
  });
});
