import { since } from './clock';
import type { Deadline } from './deadline';
import type { CheckName, CheckResult, ComponentStatus, Outcome, Phases } from '../shared/check-result';
import { cleanText } from '../shared/text';
import type { ProbeLayer, Status } from '../shared/verdict';

/** What one probe found, before it becomes the result of a layer and a check. */
export interface Finding {
  readonly outcome: Outcome;
  readonly detail: string;
  readonly components?: readonly ComponentStatus[];
  /** Where the time went, as far as it was measured. */
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
  REQUEST_REFUSED: 'DOWN',
  OTHER_PROTOCOL: 'DOWN',
  UNHEALTHY: 'DOWN',
  NEEDS_PEOPLE: 'DOWN',
  NOT_YET: 'DOWN',
  OUT_OF_SERVICE: 'OUT_OF_SERVICE',
  DEGRADED: 'DEGRADED',
  OVERLOADED: 'DEGRADED',
  EXPOSED: 'DEGRADED',
  SLOW: 'DEGRADED',
  PROBER: 'UNKNOWN',
};

/** The status that an outcome amounts to. */
function statusOf(outcome: Outcome, layer: ProbeLayer = 'L7'): Status | 'SKIPPED' {
  // Silence may be a firewall's as well as a dead host's: it says nothing about the host.
  return layer === 'L3' && outcome === 'TIMEOUT' ? 'UNKNOWN' : STATUS_OF[outcome];
}

/** Files a finding as the result of a check that began at `start`. */
export function toCheck(layer: ProbeLayer, check: CheckName, finding: Finding, start: number): CheckResult {
  const { outcome, phases, components } = finding;
  const actual = finding.layer ?? layer;
  const status = statusOf(outcome, actual);
  const ms = outcome === 'SKIPPED' ? 0 : since(start);
  const detail = cleanText(finding.detail);
  const result: CheckResult = phases && hasAny(phases)
    ? { layer: actual, check, status, outcome, ms, phases, detail }
    : { layer: actual, check, status, outcome, ms, detail };
  return components?.length ? { ...result, components } : result;
}

/** Phases in the order in which they happen; of one that both have, the later word counts. */
export function joinPhases(before: Phases, after: Phases = {}): Phases {
  const {
    dns = before.dns,
    connect = before.connect,
    tls = before.tls,
    processing = before.processing,
    transfer = before.transfer,
  } = after;
  const joined: { -readonly [phase in keyof Phases]: Phases[phase] } = {};
  if (dns !== undefined) { joined.dns = dns; }
  if (connect !== undefined) { joined.connect = connect; }
  if (tls !== undefined) { joined.tls = tls; }
  if (processing !== undefined) { joined.processing = processing; }
  if (transfer !== undefined) { joined.transfer = transfer; }
  return joined;
}

function hasAny(phases: Phases): boolean {
  for (const _phase in phases) { return true; }
  return false;
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
