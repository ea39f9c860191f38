import { since } from './clock';
import type { Deadline } from './deadline';
import { cleanText } from './text';
import type { CheckName, CheckResult, ComponentStatus, Outcome, Phases, ProbeLayer, Status } from '../report/report';

/** What one look at a target found, before it is filed under a layer and a check. */
export interface Finding {
  readonly outcome: Outcome;
  readonly detail: string;
  readonly components?: readonly ComponentStatus[];
  /** Where the time went, as far as whoever looked knows. */
  readonly phases?: Phases;
  /** The layer that the finding is about, where it is a lower one than the check's own. */
  readonly layer?: ProbeLayer;
}

const STATUS_OF: Readonly<Record<Outcome, Status | 'SKIPPED'>> = {
  OK: 'UP',
  SKIPPED: 'SKIPPED',
  REFUSED: 'DOWN',
  TIMEOUT: 'DOWN',
  UNREACHABLE: 'DOWN',
  CERTIFICATE_INVALID: 'DOWN',
  CERTIFICATE_EXPIRING: 'DEGRADED',
  PROTOCOL_ERROR: 'DOWN',
  MISSING: 'DOWN',
  UNHEALTHY: 'DOWN',
  OUT_OF_SERVICE: 'OUT_OF_SERVICE',
  DEGRADED: 'DEGRADED',
  EXPOSED: 'DEGRADED',
  SLOW: 'DEGRADED',
  PROBER: 'UNKNOWN',
};

/** The status that an outcome amounts to. */
export function statusOf(outcome: Outcome, layer: ProbeLayer = 'L7'): Status | 'SKIPPED' {
  // Silence may be a firewall's as well as a dead host's: it says nothing about the host.
  return layer === 'L3' && outcome === 'TIMEOUT' ? 'UNKNOWN' : STATUS_OF[outcome];
}

/** Files a finding as the result of a check that began at `start`. */
export function toCheck(layer: ProbeLayer, check: CheckName, finding: Finding, start: number): CheckResult {
  const actual = finding.layer ?? layer;
  return {
    layer: actual,
    check,
    status: statusOf(finding.outcome, actual),
    outcome: finding.outcome,
    ms: finding.outcome === 'SKIPPED' ? 0 : since(start),
    ...(finding.phases && Object.keys(finding.phases).length > 0 ? { phases: finding.phases } : {}),
    detail: cleanText(finding.detail),
    ...(finding.components?.length ? { components: finding.components } : {}),
  };
}

/** The result of a check that was not made because the layer below did not answer. */
export function skipped(layer: ProbeLayer, check: CheckName, reason: string): CheckResult {
  return toCheck(layer, check, { outcome: 'SKIPPED', detail: reason }, 0);
}

/** What it means that a deadline has passed: the target was silent, or the run was over. */
export function lateFinding(deadline: Deadline, silence: string): Finding {
  return deadline.cutByRun
    ? { outcome: 'PROBER', detail: 'the run ended before this check did' }
    : { outcome: 'TIMEOUT', detail: `${silence} within ${Math.round(deadline.ms)} ms` };
}

/** What it means that a probe itself threw: never the target's fault. */
export function proberFinding(error: unknown): Finding {
  return { outcome: 'PROBER', detail: `the prober failed: ${errorCode(error)}` };
}

/**
 * The code of an error, or its class where it has none. Never the message: it may quote what the target sent.
 */
export function errorCode(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return [code, name].find((word) => typeof word === 'string') as string | undefined ?? typeof error;
}
