/** Headers that belong to the platform, whoever is called. */
const ours =
  /^(host|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|x-deadline|x-forwarded-.*|proxy-.*|patchbay-.*)$/i;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;

/** Whether an author may set this header. With a connector the platform authorizes the request, and nobody else. */
export function mayAuthorSet(header: string, mode: 'connector' | 'open'): boolean {
  if (!token.test(header) || ours.test(header)) return false;
  return mode === 'open' || !/^authorization$/i.test(header);
}

const unsendable = /[^\t\x20-\x7e\x80-\xff]/;

/** Whether a rendered value can be sent: no line breaks, no other control characters, Latin-1 only. */
export function isHeaderValue(value: string): boolean {
  return value.length <= 8_192 && !unsendable.test(value);
}
