import { z } from 'zod';

/** Which page is asked for, in a query string. */
export const wantedPage = {
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
  /** `nextPageToken` of the page before. */
  pageToken: z.string().optional(),
};

/** A page of a list. `nextPageToken` is absent on the last one; pass it back as `pageToken`. */
export const Page = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextPageToken: z.string().optional(),
  });
