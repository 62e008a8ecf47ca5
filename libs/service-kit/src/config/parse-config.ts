import type { z } from 'zod';
import { redactedText } from '../log/redact.ts';
import { ConfigInvalid } from './config-invalid.ts';

/** A database URL carries a password. */
const secretName = /secret|token|passw|credential|key|postgres|database/i;
const longestShown = 60;

/** Reads the environment at the door of a process: what is not in the schema is not seen, and an empty variable counts as not set. @throws ConfigInvalid */
export function parseConfig<Schema extends z.ZodObject>(schema: Schema, env: NodeJS.ProcessEnv): z.infer<Schema> {
  const given = Object.fromEntries(Object.keys(schema.shape).flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigInvalid(result.error.issues.map((issue) => problemOfVariable(schema, issue, env)));
}

function problemOfVariable(schema: z.ZodObject, issue: z.core.$ZodIssue, env: NodeJS.ProcessEnv): string {
  const name = issue.path.length > 0 ? String(issue.path[0]) : undefined;
  if (name === undefined) return issue.message;
  const wanted = wantedOf(schema, name);
  const value = env[name];
  if (!value) return `${name} is not set${wanted}`;
  return `${name}${shown(name, value)} is not valid: ${lowerFirst(issue.message)}${wanted}`;
}

function wantedOf(schema: z.ZodObject, name: string): string {
  const description = schema.shape[name] && (schema.shape[name] as z.ZodType).description;
  return description ? `; set it to ${description}` : '';
}

/** A value helps to find the mistake, but a secret must not end up in a log. */
function shown(name: string, value: string): string {
  return secretName.test(name) ? '' : ` (${JSON.stringify(redactedText(value).slice(0, longestShown))})`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
