export type Licence = 'FLEX3' | 'FLEX2' | 'NONE';

/** What an organization has that nobody has registered. */
export const licenceOfUnknown: Licence = 'NONE';
