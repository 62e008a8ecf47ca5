import { TemplateFailed } from '../template-failed.ts';
import { cost, type Work } from '../work.ts';

/** Of the text in UTF-8. */
export function encodeBase64(text: string, work: Work): string {
  work.spend(cost.coding + cost.wideEncoded * text.length);
  const bytes = new TextEncoder().encode(text);
  work.make(Math.ceil(bytes.length / 3) * 4);
  return bytesToBase64(bytes);
}

/** What is no UTF-8 within it is replaced. */
export function decodeBase64(text: string, work: Work): string {
  work.spend(cost.coding + cost.wideEncoded * text.length);
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch (cause) {
    throw new TemplateFailed('the filter base64decode needs a text in Base64', { cause });
  }
}

/** In parts: a call takes no more arguments than its stack. */
function bytesToBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8_192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8_192)));
  return btoa(parts.join(''));
}
