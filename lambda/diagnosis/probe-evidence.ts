import type { CheckResult, Outcome, TargetProbe } from '../shared/check-result';

/** One check for a person. */
export function describeCheck({ check, layer, detail, outcome }: CheckResult): string {
  return `${check} (${layer}): ${detail || outcome}`;
}

/** The checks that answered well, in one line; undefined when none did. */
export function answeredWell({ checks }: TargetProbe): string | undefined {
  const names = checks
    .filter(({ check, outcome }) => outcome === 'OK' && check !== 'closed-port')
    .map(({ check, layer }) => `${check} (${layer})`);
  return names.length > 0 ? `answered well: ${names.join(', ')}` : undefined;
}

/** Whether every check of a port that leads to the service was made and answered well. */
export function isWellThroughout({ checks }: TargetProbe): boolean {
  return checks.every(({ outcome }) => outcome === 'OK') && checks.some(({ check }) => check === 'port');
}

/** Right answers, if late or reserved. */
export const RIGHT: readonly Outcome[] = ['OK', 'SLOW', 'DEGRADED', 'CERTIFICATE_EXPIRING'];
const FINE: readonly Outcome[] = [...RIGHT, 'OVERLOADED'];

/**
 * Why a probe says nothing of its target; undefined where it does. A check that the prober's own trouble kept from an answer hides what
 * lies above it, and is never blamed on the target. A port that must be closed does not lead to the service.
 */
export function unprobed({ checks }: TargetProbe): string | undefined {
  const asked = checks.filter(({ check }) => check !== 'closed-port');
  if (asked.some(({ outcome }) => outcome === 'OUT_OF_SERVICE')) { return undefined; }
  const first = asked.find(({ outcome }) => !FINE.includes(outcome));
  if (first) { return first.outcome === 'PROBER' || first.outcome === 'SKIPPED' ? describeCheck(first) : undefined; }
  return asked.length > 0 ? undefined : 'no check was made';
}

/** What decided it, and directly after that the parts that the answer names. */
export function withComponents(evidence: readonly string[], { checks }: TargetProbe): string[] {
  const components = checks.flatMap((check) => (
    evidence.includes(describeCheck(check)) ? (check.components ?? []).map(({ name, status }) => `component ${name} is ${status}`) : []
  ));
  return [...evidence.slice(0, 1), ...new Set(components), ...evidence.slice(1)];
}
