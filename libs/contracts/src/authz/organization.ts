import { z } from 'zod';

/** Licence package; only `FLEX3` may create or activate connectors. */
export const Licence = z.enum(['FLEX3', 'FLEX2', 'NONE']);
export type Licence = z.infer<typeof Licence>;

/** Roles that are assigned per organization. `platform-operator` is not among them: it spans organizations and is configured. */
export const Role = z.enum([
  'full-admin',
  'contact-center-service-admin',
  'external-full-admin',
  'external-contact-center-admin',
  'help-desk-full-admin',
  'partner-full-admin',
  'external-read-only-admin',
  'help-desk-basic-admin',
  'partner-read-only-admin',
  'read-only-admin',
  'flow-developer',
  'enforcement-point',
]);
export type Role = z.infer<typeof Role>;
