import { probe } from './probe';
import { selfCheck } from './self-check';
import type { ProbeRequest, ProbeResponse } from '../shared/probe-request';

/** Probes from where this code runs; loopback only where the sandbox allows it. */
export function probeFromHere(request: ProbeRequest): Promise<ProbeResponse> {
  const allowLocal = process.env.LAYERED_HEALTH_ALLOW_LOCAL === '1';
  return probe(request, { allowLocal, selfCheck: selfCheck(allowLocal) });
}
