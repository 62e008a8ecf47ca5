import { parseListFilter } from './list-filter.ts';
import { type Answer, type OperationCall, ok, param, refuse } from './operation.ts';
import type { CadVariable } from './organization-data.ts';

const MAX_PAGE_SIZE = 100;

/** Body of PUT: a full replacement. What it leaves out of the optional fields falls back to its default, as at the vendor. */
export interface CadVariableBody {
  readonly name: string;
  readonly description?: string | undefined;
  readonly active: boolean;
  readonly agentEditable: boolean;
  readonly agentViewable: boolean;
  readonly reportable: boolean;
  readonly sensitive?: boolean | undefined;
  readonly variableType: string;
  readonly defaultValue: string;
  readonly desktopLabel?: string | undefined;
  readonly version?: number | undefined;
}

export function listCadVariables({ data, query }: OperationCall): Answer {
  const matches = query.filter ? parseListFilter(query.filter) : () => true;
  if (!matches) return refuse(400, `the filter ${query.filter} cannot be read`);
  const page = wholeNumber(query.page, 0);
  const pageSize = Math.min(Math.max(wholeNumber(query.pageSize, MAX_PAGE_SIZE), 1), MAX_PAGE_SIZE);
  const found = [...data.cadVariables.values()].filter((variable) => matches({ ...variable }));
  const path = `/organization/${data.organizationId}/v2/cad-variable`;
  const meta = {
    orgid: data.organizationId,
    page,
    pageSize,
    totalPages: Math.ceil(found.length / pageSize),
    totalRecords: found.length,
    links: { self: `${path}?page=${page}&pageSize=${pageSize}` },
  };
  return ok({ meta, data: found.slice(page * pageSize, (page + 1) * pageSize) });
}

export function getCadVariable(call: OperationCall): Answer {
  const variable = call.data.cadVariables.get(param(call, 'id'));
  return variable ? ok(variable) : notFound(call);
}

export function putCadVariable(call: OperationCall<CadVariableBody>): Answer {
  const { data, body, nowMs } = call;
  const current = data.cadVariables.get(param(call, 'id'));
  if (!current) return notFound(call);
  // Flows write the constant 0 or nothing at all, time after time: only a real version is held against the current one.
  if (body.version && body.version !== current.version) {
    return refuse(412, `version ${body.version} is not the current one, which is ${current.version}`);
  }
  const replaced: CadVariable = {
    ...current,
    name: body.name,
    description: body.description ?? '',
    active: body.active,
    agentEditable: body.agentEditable,
    agentViewable: body.agentViewable,
    reportable: body.reportable,
    sensitive: body.sensitive ?? false,
    variableType: body.variableType,
    defaultValue: body.defaultValue,
    desktopLabel: body.desktopLabel ?? '',
    version: current.version + 1,
    lastUpdatedTime: nowMs,
  };
  data.cadVariables.set(current.id, replaced);
  return ok(replaced);
}

function notFound(call: OperationCall): Answer {
  return refuse(404, `there is no global variable ${param(call, 'id')}`);
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise);
  return Number.isSafeInteger(number) && number >= 0 ? number : otherwise;
}
