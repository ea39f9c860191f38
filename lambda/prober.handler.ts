import { probe } from './engine/probe';
import { selfCheck } from './engine/self-check';
import type { ProbeRequest, ProbeResponse } from './engine/target';

/**
 * Probes what the verifier asks for from inside the VPC. It calls no AWS API and needs no permission.
 */
export function handler(request: ProbeRequest): Promise<ProbeResponse> {
  const allowLocal = process.env.LAYERED_HEALTH_ALLOW_LOCAL === '1';
  return probe(request, { allowLocal, selfCheck: selfCheck(allowLocal) });
}
