import type { EvaluationRequest, EvaluationResponse, RefusalCode } from '@patchbay/contracts';
import { AccessUndecided, LicenceRequired } from '@patchbay/service-kit';
import { organization, someConnector } from '../../../test/given.ts';
import { AskedStepPermissions } from './asked-step-permissions.ts';

const planner = { kind: 'user', id: 'ada' } as const;

describe('permissions for scheduled steps', () => {
  let asked: EvaluationRequest[];
  let answer: (request: EvaluationRequest) => Promise<EvaluationResponse>;
  let permissions: AskedStepPermissions;
  const refused = (code: RefusalCode): EvaluationResponse => ({ decision: false, context: { reason: { code, message: code } } });

  beforeEach(() => {
    asked = [];
    answer = async () => ({ decision: true, context: { roles: ['full-admin'] } });
    const decide = (request: EvaluationRequest) => {
      asked.push(request);
      return answer(request);
    };
    permissions = new AskedStepPermissions({ decide });
  });

  it('are asked for the planner, the change and the connector', async () => {
    expect(await permissions.ask(planner, 'activate', organization, someConnector)).toEqual({ permitted: true, roles: ['full-admin'] });
    expect(asked).toEqual([
      {
        subject: { type: 'user', id: 'ada' },
        action: { name: 'connector.activate' },
        resource: { type: 'connector', id: someConnector, properties: { organizationId: organization } },
      },
    ]);
  });

  it.each([
    ['not-a-member', 'organization.not-found'],
    ['role-not-allowed', 'access.role-not-allowed'],
    ['licence-required', 'access.licence-required'],
  ] as const)('tell why not: %s', async (reason, code) => {
    answer = async () => refused(reason);
    expect(await permissions.ask(planner, 'deactivate', organization, someConnector)).toMatchObject({
      permitted: false,
      refusal: { code },
    });
  });

  it('are required of every step: who may deactivate but not activate plans no window', async () => {
    answer = async ({ action: { name } }) => (name === 'connector.activate' ? refused('licence-required') : { decision: true });
    await expect(permissions.require(planner, ['deactivate'], organization, someConnector)).resolves.toBeUndefined();
    await expect(permissions.require(planner, ['deactivate', 'activate'], organization, someConnector)).rejects.toThrow(LicenceRequired);
  });

  it('are not guessed while nobody decides', async () => {
    answer = () => Promise.reject(new Error('away'));
    await expect(permissions.ask(planner, 'deactivate', organization, someConnector)).rejects.toThrow(AccessUndecided);
  });
});
