import type { HTTPMethods } from 'fastify';
import type { z } from 'zod';
import { deleteAudioFile, getAudioFile, putAudioFile } from '../../domain/contact-center/audio-files.ts';
import { getCadVariable, listCadVariables, putCadVariable } from '../../domain/contact-center/cad-variables.ts';
import {
  findPersonsByAlias,
  getProgressiveProfile,
  listJourneyEvents,
  publishJourneyEvent,
} from '../../domain/contact-center/customer-journey.ts';
import type { Answer, OperationCall } from '../../domain/contact-center/operation.ts';
import { getAgent, getBusinessHours, getQueue } from '../../domain/contact-center/routing-configuration.ts';
import { type ContactCenterScope, scopesFor } from '../../domain/contact-center/scopes.ts';
import {
  createTask,
  getAgentStatistics,
  getEstimatedWaitTime,
  getQueueStatistics,
  listTasks,
} from '../../domain/contact-center/statistics.ts';
import { AudioFileBody, CadVariableBody, JourneyEventBody, SearchBody, TaskBody } from './body-schemas.ts';
import { search } from './search.ts';

export interface Operation {
  readonly method: HTTPMethods;
  /** As in the vendor's OpenAPI document, but for the form of its parameters. */
  readonly path: string;
  /** One of them is enough. */
  readonly scopes: readonly ContactCenterScope[];
  readonly body?: z.ZodType;
  readonly run: (call: OperationCall<never>) => Answer;
}

function withBody<Schema extends z.ZodType>(
  body: Schema,
  run: (call: OperationCall<z.output<Schema>>) => Answer,
): Pick<Operation, 'body' | 'run'> {
  return { body, run };
}

const { configurationRead, configurationWrite, reporting, callControl, journeyRead, journeyWrite } = scopesFor;
const cadVariable = '/organization/:orgid/cad-variable/:id';
const audioFile = '/organization/:orgid/audio-file/:id';
const person = '/admin/v1/api/person/workspace-id/:workspaceId/aliases/:aliases';
const profile = '/v1/api/progressive-profile-view/workspace-id/:workspaceId/person-id/:personId/template-id/:templateId';

export const operations: readonly Operation[] = [
  { method: 'POST', path: '/search', scopes: reporting, ...withBody(SearchBody, search) },
  { method: 'GET', path: '/organization/:orgid/v2/cad-variable', scopes: configurationRead, run: listCadVariables },
  { method: 'GET', path: cadVariable, scopes: configurationRead, run: getCadVariable },
  { method: 'PUT', path: cadVariable, scopes: configurationWrite, ...withBody(CadVariableBody, putCadVariable) },
  { method: 'GET', path: audioFile, scopes: configurationRead, run: getAudioFile },
  { method: 'PUT', path: audioFile, scopes: configurationWrite, ...withBody(AudioFileBody, putAudioFile) },
  { method: 'DELETE', path: audioFile, scopes: configurationWrite, run: deleteAudioFile },
  { method: 'GET', path: '/organization/:orgid/contact-service-queue/:id', scopes: configurationRead, run: getQueue },
  { method: 'GET', path: '/organization/:orgid/user/:id', scopes: configurationRead, run: getAgent },
  { method: 'GET', path: '/organization/:orgid/business-hours/:id', scopes: configurationRead, run: getBusinessHours },
  { method: 'GET', path: person, scopes: journeyRead, run: findPersonsByAlias },
  { method: 'GET', path: profile, scopes: journeyRead, run: getProgressiveProfile },
  { method: 'GET', path: '/v1/api/events/workspace-id/:workspaceId', scopes: journeyRead, run: listJourneyEvents },
  { method: 'POST', path: '/publish/v1/api/event', scopes: journeyWrite, ...withBody(JourneyEventBody, publishJourneyEvent) },
  { method: 'GET', path: '/v1/queues/statistics', scopes: reporting, run: getQueueStatistics },
  { method: 'GET', path: '/v1/agents/statistics', scopes: reporting, run: getAgentStatistics },
  { method: 'GET', path: '/v1/ewt', scopes: reporting, run: getEstimatedWaitTime },
  { method: 'GET', path: '/v1/tasks', scopes: reporting, run: listTasks },
  { method: 'POST', path: '/v1/tasks', scopes: callControl, ...withBody(TaskBody, createTask) },
];
