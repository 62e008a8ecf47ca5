import { z } from 'zod';

/** A page of a list. `nextPageToken` is absent on the last one; pass it back as `pageToken`. */
export const Page = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextPageToken: z.string().optional(),
  });
