import { z } from 'zod';
import { ConnectorId } from '../ids.ts';

/** Whose events to follow; absent: of all connectors of the organization. */
export const EventFeedQuery = z.strictObject({
  connectorId: z.union([ConnectorId, z.array(ConnectorId).min(1).max(50)]).optional(),
});
