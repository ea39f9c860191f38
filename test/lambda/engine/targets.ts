import { probeTarget } from '../../../lambda/engine/probe';
import type { CheckName, CheckResult } from '../../../lambda/shared/check-result';
import type { ProbeTarget } from '../../../lambda/shared/probe-request';
import type { HttpEndpointPlan } from '../../../src/shared/plan';

/** Deadline of one check in tests: long beside loopback, short for a person. */
export const TIMEOUT_MS = 400;

export function http(path: string = '/', options: Partial<HttpEndpointPlan> = {}): HttpEndpointPlan {
  return { protocol: 'http', path, timeoutMs: TIMEOUT_MS, ...options };
}

/** Probes a port of this machine and gives the results by check. */
export async function probeLocal(port: number, target: Partial<ProbeTarget> = {}): Promise<Partial<Record<CheckName, CheckResult>>> {
  const { checks } = await probeTarget({ id: 'local', host: '127.0.0.1', port, timeoutMs: TIMEOUT_MS, ...target }, { allowLocal: true });
  return Object.fromEntries(checks.map((check) => [check.check, check]));
}

/** Outcomes of a target's checks in their order, as `L4 REFUSED`. */
export function outcomes(checks: Partial<Record<CheckName, CheckResult>>): string[] {
  return Object.values(checks).map(({ layer, outcome }) => `${layer} ${outcome}`);
}
