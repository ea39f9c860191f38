import { diagnosis } from './faults';
import type { CheckName, CheckResult, Diagnosis, Fault, Outcome, ProbeLayer, TargetProbe } from '../report/report';

interface Rule {
  /** The layer or the check that the rule looks at; absent: any. A bare TCP endpoint on a port of its own is L4. */
  readonly at?: ProbeLayer | CheckName;
  readonly outcomes: readonly Outcome[];
  /** Holds only where no liveness was probed, so that readiness has to stand in for it. */
  readonly alone?: true;
  readonly fault: Fault;
}

/** Every outcome that stops us: our own trouble, and what a layer cannot say. Last in each group, it is never taken for health. */
const ANY_OTHER: readonly Outcome[] = ['PROBER', 'UNREACHABLE', 'REFUSED', 'TIMEOUT', 'CERTIFICATE_INVALID', 'PROTOCOL_ERROR', 'MISSING', 'UNHEALTHY'];

/**
 * From the probe's outcomes to the root cause; the first rule that matches wins.
 *
 * Lowest layer first, since what is broken below explains what fails above; liveness before readiness. A check that our own trouble
 * kept from an answer hides what lies above it, and is never blamed on the target.
 */
const RULES: readonly Rule[] = [
  // Out of service is said on purpose, so it comes before everything: a draining process may close its port long before it has finished.
  { outcomes: ['OUT_OF_SERVICE'], fault: 'DRAINING' },

  { at: 'L3', outcomes: ['UNREACHABLE'], fault: 'HOST_UNREACHABLE' },
  // Silence: a security group drops packets just as a missing host would, and it is the likelier of the two.
  { at: 'L3', outcomes: ['TIMEOUT'], fault: 'PORT_FILTERED' },
  { at: 'L3', outcomes: ANY_OTHER, fault: 'PROBER_FAULT' },

  { at: 'L4', outcomes: ['UNREACHABLE'], fault: 'HOST_UNREACHABLE' },
  { at: 'L4', outcomes: ['TIMEOUT'], fault: 'PORT_FILTERED' },
  { at: 'L4', outcomes: ['REFUSED', 'PROTOCOL_ERROR'], fault: 'PORT_CLOSED' },
  { at: 'L4', outcomes: ANY_OTHER, fault: 'PROBER_FAULT' },

  { at: 'TLS', outcomes: ['CERTIFICATE_INVALID', 'PROTOCOL_ERROR', 'TIMEOUT', 'REFUSED', 'UNREACHABLE'], fault: 'TLS_INVALID' },
  { at: 'TLS', outcomes: ANY_OTHER, fault: 'PROBER_FAULT' },

  { at: 'liveness', outcomes: ['UNREACHABLE'], fault: 'HOST_UNREACHABLE' },
  { at: 'liveness', outcomes: ['REFUSED'], fault: 'PORT_CLOSED' },
  { at: 'liveness', outcomes: ['CERTIFICATE_INVALID'], fault: 'TLS_INVALID' },
  { at: 'liveness', outcomes: ['TIMEOUT'], fault: 'HUNG' },
  { at: 'liveness', outcomes: ['PROTOCOL_ERROR', 'UNHEALTHY'], fault: 'LIVENESS_FAILED' },
  { at: 'liveness', outcomes: ['MISSING'], fault: 'ENDPOINT_MISSING' },
  { at: 'liveness', outcomes: ['SKIPPED', ...ANY_OTHER], fault: 'PROBER_FAULT' },

  { at: 'readiness', outcomes: ['UNREACHABLE'], fault: 'HOST_UNREACHABLE' },
  { at: 'readiness', outcomes: ['CERTIFICATE_INVALID'], fault: 'TLS_INVALID' },
  { at: 'readiness', outcomes: ['REFUSED'], alone: true, fault: 'PORT_CLOSED' },
  { at: 'readiness', outcomes: ['TIMEOUT'], alone: true, fault: 'HUNG' },
  { at: 'readiness', outcomes: ['PROTOCOL_ERROR'], alone: true, fault: 'LIVENESS_FAILED' },
  // The process is alive, or has at least said so: it is a part of it that does not answer.
  { at: 'readiness', outcomes: ['REFUSED', 'TIMEOUT', 'PROTOCOL_ERROR', 'UNHEALTHY'], fault: 'COMPONENT_DOWN' },
  { at: 'readiness', outcomes: ['MISSING'], fault: 'ENDPOINT_MISSING' },
  { at: 'readiness', outcomes: ['SKIPPED', ...ANY_OTHER], fault: 'PROBER_FAULT' },

  // Nothing is down: only now do the warnings count, what is open to others first.
  { at: 'closed-port', outcomes: ['EXPOSED'], fault: 'PORT_EXPOSED' },
  { outcomes: ['CERTIFICATE_EXPIRING'], fault: 'TLS_EXPIRING' },
  { outcomes: ['SLOW', 'DEGRADED'], fault: 'SLOW' },
];

/**
 * The root cause of what a probe found at one address, on its own: nothing is asked of AWS.
 */
export function diagnoseTarget(probe: TargetProbe): Diagnosis {
  const alone = !probe.checks.some(({ check }) => check === 'liveness');
  for (const rule of RULES) {
    const found = probe.checks.find((result) => matches(rule, result, alone));
    if (found) return diagnosis(rule.fault, evidenceOf(found, probe));
  }
  const proven = answered(probe);
  return proven ? diagnosis('HEALTHY', [proven]) : diagnosis('PROBER_FAULT', ['no check was made']);
}

const WARNINGS: readonly Outcome[] = ['EXPOSED', 'CERTIFICATE_EXPIRING', 'SLOW', 'DEGRADED'];

function matches(rule: Rule, result: CheckResult, alone: boolean): boolean {
  // A port that must be closed is no way to the service: what it does not answer, or cannot be told of it, explains nothing.
  const looksAt = result.check === 'closed-port' ? rule.at === 'closed-port' : rule.at === undefined || rule.at === result.layer || rule.at === result.check;
  return looksAt
    && rule.outcomes.includes(result.outcome)
    && (!rule.alone || alone);
}

function evidenceOf(deciding: CheckResult, probe: TargetProbe): string[] {
  const components = (deciding.components ?? []).map(({ name, status }) => `component ${name} is ${status}`);
  const warnings = probe.checks.filter((result) => result !== deciding && WARNINGS.includes(result.outcome)).map((result) => `also: ${told(result)}`);
  const proven = answered(probe);
  return [told(deciding), ...components, ...warnings, ...proven ? [proven] : []];
}

function told({ check, layer, detail, outcome }: CheckResult): string {
  return `${check} (${layer}): ${detail || outcome}`;
}

/** The checks that answered well, in one line; undefined when none did. */
function answered(probe: TargetProbe): string | undefined {
  const names = probe.checks.filter(({ check, outcome }) => outcome === 'OK' && check !== 'closed-port').map(({ check, layer }) => `${check} (${layer})`);
  return names.length > 0 ? `answered well: ${names.join(', ')}` : undefined;
}
