import type { ImportFlowRequest } from '@patchbay/contracts';
import { RequestInvalid } from '@patchbay/service-kit';
import type { z } from 'zod';
import type { FlowContent } from '../../domain/lifecycle/stored-flow.ts';
import { memberText } from './member-text.ts';

/** @throws RequestInvalid */
export function contentOf(body: z.output<typeof ImportFlowRequest>, bodyText: string): FlowContent {
  const { connectors, onConnectorInactive, fallbackDestination } = body;
  requireStorable('fallbackDestination', fallbackDestination);
  const exportText = memberText(bodyText, 'export') ?? JSON.stringify(body.export);
  return { exportText, connectors, onConnectorInactive, fallbackDestination };
}

/** Postgres stores no such character. @throws RequestInvalid */
export function requireStorable(field: string, text: string | null): void {
  if (text?.includes('\0')) throw new RequestInvalid([{ field, message: 'must not contain the character U+0000' }]);
}
