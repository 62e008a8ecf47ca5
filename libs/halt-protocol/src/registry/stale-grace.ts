/**
 * R9: the longest grace by which a holder may still serve some version of the connector. With each version the longer of both counts;
 * when a halt is HALTED no holder acts on an earlier version any more, and the grace of the present one is all there is.
 */
export const graceInForce = (inForceMs: number, ofNewVersionMs: number): number => Math.max(inForceMs, ofNewVersionMs);
