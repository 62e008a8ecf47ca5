/** Whoever connects as the service is, or is a member of, this role: it owns nothing, and sees one organization at a time. */
export const serviceRole = 'connector_registry_service';
/** What the service becomes for its own work over all organizations. Nobody logs in as it; the service role must ask for it (INHERIT FALSE, SET TRUE). */
export const systemRole = 'connector_registry_system';
