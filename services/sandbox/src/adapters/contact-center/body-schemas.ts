import { z } from 'zod';

/** Fields that we ignore may hold anything: flows in the field send an empty `organizationId`. */
export const CadVariableBody = z.object({
  name: z.string().max(80).regex(/^\w+$/, 'has letters, digits and underscores only'),
  description: z.string().optional(),
  active: z.boolean(),
  agentEditable: z.boolean(),
  agentViewable: z.boolean(),
  reportable: z.boolean(),
  sensitive: z.boolean().optional(),
  variableType: z.enum(['STRING', 'INTEGER', 'DATE_TIME', 'BOOLEAN', 'DECIMAL', 'String', 'Integer', 'DateTime', 'Boolean', 'Decimal']),
  defaultValue: z.string().max(256),
  desktopLabel: z.string().max(50).optional(),
  version: z.int().optional(),
});

export const AudioFileBody = z.object({
  audioFileInfo: z.object({
    name: z
      .string()
      .max(80)
      .regex(/^[\w.\-\s]*$/, 'has letters, digits, dots, hyphens and blanks only'),
    contentType: z.enum(['AUDIO_WAV', 'TEXT_HTML', 'TEXT_PHP', 'AUDIO_X_WAV', 'APPLICATION_OCTET_STREAM']),
  }),
  audioFile: z.unknown().refine((file) => file !== undefined, 'is required'),
});

export const JourneyEventBody = z.object({
  id: z.string().min(1),
  specversion: z.string(),
  type: z.string(),
  source: z.string(),
  time: z.string().optional(),
  identity: z.string(),
  identitytype: z.string(),
  datacontenttype: z.string(),
  data: z.record(z.string(), z.unknown()),
});

export const TaskBody = z.object({
  destination: z.string(),
  entryPointId: z.string(),
  mediaType: z.string(),
  origin: z.string().optional(),
  outboundType: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
  callback: z.object({ callbackOrigin: z.string(), callbackType: z.string() }).optional(),
});

/** Flow Designer's GraphQL content type sends the variables as the text of its input field, which may be blank. */
const Variables = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
  z
    .union([
      z.record(z.string(), z.unknown()),
      z.string().transform((text, context) => {
        try {
          return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
        } catch {
          context.addIssue('is not a JSON object');
          return z.NEVER;
        }
      }),
    ])
    .nullish(),
);

export const SearchBody = z.object({ query: z.string().min(1), variables: Variables });
export type SearchBody = z.infer<typeof SearchBody>;
