export interface CadVariable {
  id: string;
  organizationId: string;
  version: number;
  name: string;
  description: string;
  active: boolean;
  agentEditable: boolean;
  agentViewable: boolean;
  reportable: boolean;
  sensitive: boolean;
  variableType: string;
  defaultValue: string;
  desktopLabel: string;
  systemDefault: boolean;
  createdTime: number;
  lastUpdatedTime: number;
}

export interface AudioFile {
  id: string;
  organizationId: string;
  version: number;
  name: string;
  contentType: string;
  blobId: string;
  url: string;
  createdTime: number;
  lastUpdatedTime: number;
}

export interface Reference {
  readonly id: string;
  readonly name: string;
}

export interface Person {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: readonly string[];
  readonly email: readonly string[];
  readonly customerId: readonly string[];
  readonly temporaryId: readonly string[];
}

export interface JourneyEvent {
  readonly id: string;
  readonly specversion: string;
  readonly type: string;
  readonly source: string;
  readonly time: string;
  readonly identity: string;
  readonly identitytype: string;
  readonly datacontenttype: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A row that `/search` finds; its fields are those of the search schema. */
export type SearchRecord = Readonly<Record<string, unknown>>;

/** Everything that the Contact Center keeps for one organization. */
export interface OrganizationData {
  readonly organizationId: string;
  readonly workspaceId: string;
  readonly cadVariables: Map<string, CadVariable>;
  readonly audioFiles: Map<string, AudioFile>;
  readonly queues: ReadonlyMap<string, SearchRecord & Reference>;
  readonly agents: ReadonlyMap<string, SearchRecord & { readonly firstName: string; readonly lastName: string }>;
  readonly businessHours: ReadonlyMap<string, SearchRecord>;
  readonly persons: readonly Person[];
  journeyEvents: readonly JourneyEvent[];
  readonly tasks: readonly SearchRecord[];
  readonly agentSessions: readonly SearchRecord[];
}
