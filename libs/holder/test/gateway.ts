/** What a gateway has that was there before Patchbay. */
export interface Gateway {
  registryUrls: string[];
  token: () => Promise<string>;
  organizationId: string;
  calls: { cut: (connectorId: string) => number };
}
