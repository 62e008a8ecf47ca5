import { createReadStream } from 'node:fs';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Errors of Node need not be of this realm's Error. */
export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

/** A file that cannot be read to its end. */
export class FileUnreadable extends Error {
  constructor(file: string, cause: unknown) {
    super(`${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

const longestLine = 1_048_576;

/** Line by line, in memory that does not grow with the file. @param file `-` is standard input; `.gz` is unpacked @throws FileUnreadable */
export async function* linesOf(file: string): AsyncGenerator<{ text: string; origin: string }, void, void> {
  let [rest, number] = ['', 0];
  try {
    for await (const chunk of open(file)) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) {
        number++;
        if (text.trim() !== '') yield { text, origin: `${file}:${number}` };
      }
      if (rest.length > longestLine) throw new RangeError(`line ${number + 1} is longer than ${longestLine} characters`);
    }
  } catch (error) {
    throw new FileUnreadable(file, error);
  }
  if (rest.trim() !== '') yield { text: rest, origin: `${file}:${number + 1}` };
}

function open(file: string): Readable {
  const raw = file === '-' ? process.stdin : createReadStream(file);
  if (!file.endsWith('.gz')) return raw.setEncoding('utf8');
  const gunzip = createGunzip();
  raw.on('error', (error: Error) => gunzip.destroy(error));
  return raw.pipe(gunzip).setEncoding('utf8');
}
