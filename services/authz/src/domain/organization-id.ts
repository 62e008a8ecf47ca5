declare const brand: unique symbol;
export type OrganizationId = string & { readonly [brand]: 'OrganizationId' };

/** For a text that an edge has checked to be a UUID. One spelling, so that equal ids are equal texts. */
export const organizationIdOf = (uuid: string): OrganizationId => uuid.toLowerCase() as OrganizationId;
