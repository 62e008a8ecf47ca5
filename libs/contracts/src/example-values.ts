/** What examples of several owners speak of. */
export const organizationId = '0192f0c1-0000-7000-8000-000000000001';
export const connectorId = '0192f0c1-0000-7000-8000-0000000000c1';
export const flowId = '0192f0c1-0000-7000-8000-0000000000f1';
export const executionId = '0192f0c1-0000-7000-8000-0000000000e1';
export const operationId = '0192f0c1-0000-7000-8000-0000000000a1';
export const at = '2026-03-02T09:30:00.000Z';
export const activity = { activityId: 'a-1', activityLabel: 'FindQueue' };
export const use = { ...activity, method: 'GET' };
