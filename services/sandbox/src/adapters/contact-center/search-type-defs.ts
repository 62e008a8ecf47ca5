const searchArguments = `
  from: Long!
  to: Long!
  timeComparator: TimeComparator
  filter: Filter
  aggregations: [Aggregation!]
  pagination: Pagination
`;

/** The part of the vendor's schema that flows and wallboards use, over the fields that the seeded records have. */
export const searchTypeDefs = `
  scalar Long
  scalar Filter
  enum TimeComparator { createdTime endedTime }
  enum AggregationType { count sum min max average cardinality }
  input Aggregation { field: String!, type: AggregationType!, name: String!, filter: Filter }
  input Pagination { cursor: String }

  type Query {
    task(${searchArguments}): TaskList
    taskDetails(${searchArguments}): TaskList
    taskLegDetails(${searchArguments}): TaskLegList
    agentSession(${searchArguments}): AgentSessionList
  }

  type TaskList { tasks: [Task!]!, pageInfo: PageInfo! }
  type TaskLegList { taskLegs: [Task!]!, pageInfo: PageInfo! }
  type AgentSessionList { agentSessions: [AgentSession!]!, pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean!, endCursor: String! }
  type AggregationValue { name: String!, value: Float }
  type Reference { id: String, name: String }

  type Task {
    id: String
    channelType: String
    status: String
    isActive: Boolean
    isCallback: Boolean
    isContactHandled: Boolean
    isContactOffered: Boolean
    isWithInServiceLevel: Boolean
    captureRequested: Boolean
    direction: String
    origin: String
    destination: String
    createdTime: Long
    endedTime: Long
    totalDuration: Long
    connectedDuration: Long
    queueDuration: Long
    holdDuration: Long
    wrapupDuration: Long
    terminationType: String
    owner: Reference
    lastAgent: Reference
    queue: [Reference!]
    lastQueue: Reference
    lastTeam: Reference
    lastSite: Reference
    lastEntryPoint: Reference
    lastWrapupCodeName: String
    customer: Customer
    callbackData: CallbackData
    stringGlobalVariables(name: String): GlobalVariable
    aggregation: [AggregationValue!]
  }
  type Customer { name: String, phoneNumber: String, email: String }
  type CallbackData {
    callbackNumber: String
    callbackStatus: String
    callbackType: String
    callbackOrigin: String
    callbackRequestTime: Long
    callbackQueueName: String
  }
  type GlobalVariable { name: String, value: String }

  type AgentSession {
    agentSessionId: String
    agentId: String
    agentName: String
    userLoginId: String
    teamId: String
    teamName: String
    siteId: String
    siteName: String
    state: String
    isActive: Boolean
    startTime: Long
    endTime: Long
    channelInfo: [ChannelInfo!]
    aggregation: [AggregationValue!]
  }
  type ChannelInfo {
    channelType: String
    currentState: String
    idleCodeName: String
    lastActivityTime: Long
    connectedCount: Int
    connectedDuration: Long
  }
`;
