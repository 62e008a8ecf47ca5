import { parseListFilter } from './list-filter.ts';
import { type Answer, type OperationCall, ok, param, refuse } from './operation.ts';
import type { JourneyEvent, OrganizationData, Person } from './organization-data.ts';

const MAX_EVENTS = 10_000;

export interface JourneyEventBody extends Omit<JourneyEvent, 'time'> {
  readonly time?: string | undefined;
}

/** `aliases` are separated by commas; each is a phone number, an e-mail address or a customer id. */
export function findPersonsByAlias(call: OperationCall): Answer {
  const { data } = call;
  if (param(call, 'workspaceId') !== data.workspaceId) return unknownWorkspace(param(call, 'workspaceId'));
  const aliases = param(call, 'aliases').split(',');
  const persons = data.persons.filter((person) => identitiesOf(person).some((identity) => aliases.includes(identity)));
  if (persons.length === 0) return refuse(404, 'no person has such an alias');
  return ok({
    meta: { organizationId: data.organizationId },
    data: persons.map((person) => ({ ...person, aliases: identitiesOf(person) })),
  });
}

/** One attribute: how often the person has been in touch. */
export function getProgressiveProfile(call: OperationCall): Answer {
  const { data } = call;
  const [workspaceId, personId, templateId] = [param(call, 'workspaceId'), param(call, 'personId'), param(call, 'templateId')];
  if (workspaceId !== data.workspaceId) return unknownWorkspace(workspaceId);
  const person = data.persons.find(({ id }) => id === personId);
  if (!person) return refuse(404, `there is no person ${personId}`);
  const identities = identitiesOf(person);
  const events = data.journeyEvents.filter(({ identity }) => identities.includes(identity));
  const subject = { organizationId: data.organizationId, workspaceId, personId, templateId };
  const queryTemplate = {
    displayName: 'Contacts',
    version: '0.1',
    event: 'Any',
    metaDataType: 'string',
    metaData: 'origin',
    limit: 1_000,
    lookBackDurationType: 'days',
    lookBackPeriod: 30,
    aggregationMode: 'Count',
    verbose: false,
    rules: { type: 'logic', value: events.at(-1)?.type ?? '' },
  };
  const attributes = [{ queryTemplate, result: String(events.length), error: '', journeyEvents: events.map(({ id }) => id) }];
  return ok({ meta: subject, data: [{ ...subject, attributes }] });
}

/** Newest first. */
export function listJourneyEvents(call: OperationCall): Answer {
  const { data, query } = call;
  if (param(call, 'workspaceId') !== data.workspaceId) return unknownWorkspace(param(call, 'workspaceId'));
  const matches = query.filter ? parseListFilter(query.filter) : () => true;
  if (!matches) return refuse(400, `the filter ${query.filter} cannot be read`);
  const pageSize = Math.max(Number(query.pageSize ?? 10) || 10, 1);
  const from = Math.max(Number(query.page ?? 0) || 0, 0) * pageSize;
  const found = data.journeyEvents
    .filter((event) => (!query.identity || event.identity === query.identity) && matches({ ...event }))
    .reverse();
  const meta = {
    organizationId: data.organizationId,
    workspaceId: data.workspaceId,
    resultCount: found.length,
    ...(query.identity && { identity: query.identity }),
  };
  return ok({ meta, data: found.slice(from, from + pageSize) });
}

export function publishJourneyEvent(call: OperationCall<JourneyEventBody>): Answer {
  const { data, query, body, nowMs } = call;
  const workspaceId = query.workspaceId ?? data.workspaceId;
  if (workspaceId !== data.workspaceId) return unknownWorkspace(workspaceId);
  if (data.journeyEvents.some(({ id }) => id === body.id)) return refuse(409, `the event ${body.id} was published before`);
  append(data, { ...body, time: body.time ?? new Date(nowMs).toISOString() });
  return ok({ meta: { organizationId: data.organizationId, workspaceId }, data: { message: 'Accepted for processing' } });
}

function append(data: OrganizationData, event: JourneyEvent): void {
  data.journeyEvents = [...data.journeyEvents.slice(1 - MAX_EVENTS), event];
}

function identitiesOf({ phone, email, customerId, temporaryId }: Person): string[] {
  return [...phone, ...email, ...customerId, ...temporaryId];
}

function unknownWorkspace(workspaceId: string): Answer {
  return refuse(404, `there is no workspace ${workspaceId}`);
}
