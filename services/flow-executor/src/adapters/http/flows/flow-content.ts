import { Injectable } from '@nestjs/common';
import type { EditFlowRequest, ReplaceDraftRequest } from '@patchbay/contracts';
import { RequestInvalid } from '@patchbay/service-kit';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { exportTextIn } from '../../../domain/flow/import-document.ts';
import { memberText } from '../../../domain/flow/member-text.ts';
import type { FlowEdit } from '../../../domain/lifecycle/draft.ts';
import type { FlowContent } from '../../../domain/lifecycle/stored-flow.ts';
import { BodyText } from './body-text.ts';
import { Uploads } from './uploads.ts';

/** What was handed in, with the export as it was written. */
@Injectable()
export class HandedIn {
  constructor(
    private readonly bodyText: BodyText,
    private readonly uploads: Uploads,
  ) {}

  /** @throws RequestInvalid, MalformedExport */
  contentOf(body: z.output<typeof ReplaceDraftRequest>, request: FastifyRequest): FlowContent {
    const { connectors, onConnectorInactive, fallbackDestination } = body;
    requireStorable('fallbackDestination', fallbackDestination);
    const written = this.uploads.fileOf(request) ?? memberText(this.bodyText.of(request), 'export');
    return { exportText: exportTextIn(written ?? JSON.stringify(body.export)), connectors, onConnectorInactive, fallbackDestination };
  }
}

/** Postgres stores no such character. @throws RequestInvalid */
export function requireStorable(field: string, text: string | null | undefined): void {
  if (text?.includes('\0')) throw new RequestInvalid([{ field, message: 'must not contain the character U+0000' }]);
  if (text?.isWellFormed() === false) throw new RequestInvalid([{ field, message: 'must not contain half a character' }]);
}

/** What is asked for, without what is absent. @throws RequestInvalid */
export function editOf(body: EditFlowRequest): FlowEdit {
  const { name, description, owner, fallbackDestination } = body;
  for (const [field, text] of Object.entries({ name, description, owner, fallbackDestination })) requireStorable(field, text);
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
