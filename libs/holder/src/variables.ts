import { z } from 'zod';

const urls = z.array(z.url({ protocol: /^https?$/ }));

/** For the configuration of a holder. */
export const registryUrls = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((url) => url.trim())
      .filter((url) => url !== ''),
  )
  .pipe(urls)
  .describe('the base URLs of the replicas of the connector registry, comma-separated: the lease is asked for at the first that answers');
