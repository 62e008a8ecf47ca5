import { type Answer, type OperationCall, ok, param, refuse } from './operation.ts';

export function getQueue(call: OperationCall): Answer {
  return found(call.data.queues.get(param(call, 'id')), `there is no queue ${param(call, 'id')}`);
}

export function getAgent(call: OperationCall): Answer {
  return found(call.data.agents.get(param(call, 'id')), `there is no user ${param(call, 'id')}`);
}

export function getBusinessHours(call: OperationCall): Answer {
  return found(call.data.businessHours.get(param(call, 'id')), `there are no business hours ${param(call, 'id')}`);
}

function found(entity: unknown, otherwise: string): Answer {
  return entity === undefined ? refuse(404, otherwise) : ok(entity);
}
