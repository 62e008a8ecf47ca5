import { decide, type Facts } from './decision.ts';

const admin: Facts = {
  subject: { type: 'user', roles: ['full-admin'], platformOperator: false },
  action: 'connector.create',
  licence: 'FLEX3',
};
const licensedOnly = (facts: Facts): boolean => facts.licence === 'FLEX3';

describe('decide', () => {
  it('allows what the policies permit', () => {
    expect(decide(admin, 'organization', () => true)).toEqual({ allowed: true });
  });

  it('calls a user without a role no member', () => {
    const stranger: Facts = { ...admin, subject: { type: 'user', roles: [], platformOperator: false } };
    expect(decide(stranger, 'organization', () => false)).toEqual({ allowed: false, refusal: 'not-a-member' });
  });

  it('calls nobody a stranger to what is about no organization', () => {
    const stranger: Facts = { ...admin, subject: { type: 'user', roles: [], platformOperator: false } };
    expect(decide(stranger, 'platform', () => false)).toEqual({ allowed: false, refusal: 'role-not-allowed' });
  });

  it('does not call a platform operator without a role a stranger', () => {
    const operator: Facts = { ...admin, subject: { type: 'user', roles: [], platformOperator: true } };
    expect(decide(operator, 'organization', () => false)).toEqual({ allowed: false, refusal: 'role-not-allowed' });
  });

  it('asks for the licence where it alone is missing', () => {
    expect(decide({ ...admin, licence: 'FLEX2' }, 'organization', licensedOnly)).toEqual({ allowed: false, refusal: 'licence-required' });
  });

  it('refuses a service by its role, never as a stranger', () => {
    expect(decide({ ...admin, subject: { type: 'service', id: 'token-broker' } }, 'organization', () => false)).toEqual({
      allowed: false,
      refusal: 'role-not-allowed',
    });
  });
});
