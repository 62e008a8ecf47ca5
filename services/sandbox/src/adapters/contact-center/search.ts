import { buildSchema, executeSync, type GraphQLError, type GraphQLResolveInfo, Kind, parse, type SelectionNode, validate } from 'graphql';
import { type Answer, type OperationCall, ok, refuse } from '../../domain/contact-center/operation.ts';
import type { OrganizationData, SearchRecord } from '../../domain/contact-center/organization-data.ts';
import type { Aggregation } from '../../domain/search/aggregate.ts';
import { findRecords, pageInfoOf, rowsOf, type SearchRequest } from '../../domain/search/search.ts';
import type { SearchBody } from './body-schemas.ts';
import { searchTypeDefs } from './search-type-defs.ts';

const schema = buildSchema(searchTypeDefs);

interface SearchArguments {
  readonly from: unknown;
  readonly to: unknown;
  readonly timeComparator?: string | null;
  readonly filter?: unknown;
  readonly aggregations?: Aggregation[] | null;
  readonly pagination?: { readonly cursor?: string | null } | null;
}

/** A GraphQL query over the organization's past and present calls and its agents' sessions. */
export function search({ data, body, nowMs }: OperationCall<SearchBody>): Answer {
  const document = parsed(body.query);
  if ('refusals' in document) return refuseWith(document.refusals);
  const invalid = validate(schema, document.query);
  if (invalid.length > 0) return refuseWith(invalid);
  const { data: found, errors } = executeSync({
    schema,
    document: document.query,
    rootValue: resolvers(data, nowMs),
    variableValues: body.variables ?? {},
  });
  return errors ? refuseWith(errors) : ok({ data: found });
}

function parsed(text: string): { query: ReturnType<typeof parse> } | { refusals: readonly Error[] } {
  try {
    return { query: parse(text) };
  } catch (error) {
    return { refusals: [error as GraphQLError] };
  }
}

function refuseWith(errors: readonly Error[]): Answer {
  return refuse(400, errors.map(({ message }) => message).join(' '));
}

function resolvers({ tasks, agentSessions }: OrganizationData, nowMs: number) {
  const searchTasks = searchIn('tasks', tasks, 'createdTime', nowMs);
  return {
    task: searchTasks,
    taskDetails: searchTasks,
    taskLegDetails: searchIn('taskLegs', tasks, 'createdTime', nowMs),
    agentSession: searchIn('agentSessions', agentSessions, 'startTime', nowMs),
  };
}

function searchIn(listName: string, records: readonly SearchRecord[], timeField: string, nowMs: number) {
  return (given: SearchArguments) => {
    const request: SearchRequest = {
      from: Number(given.from),
      to: Number(given.to),
      timeField: timeField === 'createdTime' ? (given.timeComparator ?? timeField) : timeField,
      filter: given.filter,
      aggregations: given.aggregations ?? undefined,
      cursor: given.pagination?.cursor ?? '',
    };
    const found = findRecords(records, request, nowMs);
    return {
      [listName]: (_arguments: unknown, _context: unknown, info: GraphQLResolveInfo) =>
        rowsOf(found, request, selectedFields(info)).map(withGlobalVariables),
      pageInfo: () => pageInfoOf(found, request),
    };
  };
}

/** `stringGlobalVariables(name: "LOB")` picks one of them. */
function withGlobalVariables(row: SearchRecord): SearchRecord {
  const variables = row.stringGlobalVariables as readonly { name: string; value: string }[] | undefined;
  return { ...row, stringGlobalVariables: ({ name }: { name?: string }) => variables?.find((variable) => !name || variable.name === name) };
}

function selectedFields({ fieldNodes, fragments }: GraphQLResolveInfo): string[] {
  const namesOf = (selection: SelectionNode): string[] => {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__') ? [] : [selection.name.value];
    const nested = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    return nested?.selectionSet.selections.flatMap(namesOf) ?? [];
  };
  return [...new Set(fieldNodes.flatMap((node) => node.selectionSet?.selections.flatMap(namesOf) ?? []))];
}
