import { combinations, OUTCOMES, probeOf } from './diagnosis-fixtures';
import { diagnoseTarget } from '../../../lambda/diagnosis/diagnose-target';
import { FAULTS } from '../../../lambda/diagnosis/faults';
import type { CheckName, Outcome } from '../../../lambda/shared/check-result';
import type { Fault, FaultLayer } from '../../../lambda/shared/verdict';
import { runs } from '../../runs';

type Outcomes = Partial<Record<CheckName, Outcome | undefined>>;

const BELOW = { liveness: 'SKIPPED', readiness: 'SKIPPED' } as const;

const ROWS: readonly [Fault, Outcomes][] = [
  ['HEALTHY', {}],
  ['HEALTHY', { certificate: 'OK' }],
  ['HEALTHY', { liveness: undefined, readiness: undefined }],
  ['HOST_UNREACHABLE', { network: 'UNREACHABLE', port: 'SKIPPED', ...BELOW }],
  ['PORT_FILTERED', { network: 'TIMEOUT', port: 'TIMEOUT', ...BELOW }],
  ['PORT_FILTERED', { network: 'TIMEOUT', port: 'SKIPPED', ...BELOW }],
  ['PORT_CLOSED', { port: 'REFUSED', ...BELOW }],
  ['PORT_CLOSED', { liveness: 'REFUSED' }],
  ['TLS_INVALID', { certificate: 'CERTIFICATE_INVALID' }],
  ['OTHER_PROTOCOL', { certificate: 'PROTOCOL_ERROR', ...BELOW }],
  ['OTHER_PROTOCOL', { certificate: 'OTHER_PROTOCOL', ...BELOW }],
  ['HUNG', { certificate: 'TIMEOUT', ...BELOW }],
  ['TLS_INVALID', { certificate: 'CERTIFICATE_INVALID', liveness: 'TIMEOUT' }],
  ['REQUEST_REFUSED', { liveness: 'REQUEST_REFUSED', readiness: 'REQUEST_REFUSED' }],
  ['OVERLOADED', { liveness: 'OVERLOADED', readiness: 'TIMEOUT' }],
  ['OTHER_PROTOCOL', { liveness: 'OTHER_PROTOCOL' }],
  ['DOES_NOT_START', { readiness: 'NOT_YET' }],
  ['TLS_EXPIRING', { certificate: 'CERTIFICATE_EXPIRING' }],
  ['TLS_EXPIRING', { certificate: 'CERTIFICATE_EXPIRING', readiness: 'SLOW' }],
  ['COMPONENT_DOWN', { certificate: 'CERTIFICATE_EXPIRING', readiness: 'UNHEALTHY' }],
  ['HUNG', { liveness: 'TIMEOUT', readiness: 'TIMEOUT' }],
  ['HUNG', { liveness: 'TIMEOUT', readiness: 'PROBER' }],
  ['HUNG', { liveness: undefined, readiness: 'TIMEOUT' }],
  ['COMPONENT_DOWN', { readiness: 'TIMEOUT' }],
  ['LIVENESS_FAILED', { liveness: 'UNHEALTHY', readiness: 'UNHEALTHY' }],
  ['LIVENESS_FAILED', { liveness: 'PROTOCOL_ERROR' }],
  ['LIVENESS_FAILED', { liveness: undefined, readiness: 'PROTOCOL_ERROR' }],
  ['COMPONENT_DOWN', { readiness: 'PROTOCOL_ERROR' }],
  ['COMPONENT_DOWN', { readiness: 'UNHEALTHY' }],
  ['COMPONENT_DOWN', { liveness: undefined, readiness: 'UNHEALTHY' }],
  ['ENDPOINT_MISSING', { liveness: 'MISSING' }],
  ['ENDPOINT_MISSING', { readiness: 'MISSING' }],
  ['DRAINING', { readiness: 'OUT_OF_SERVICE' }],
  ['DRAINING', { port: 'REFUSED', liveness: 'SKIPPED', readiness: 'OUT_OF_SERVICE' }],
  ['SLOW', { liveness: 'SLOW' }],
  ['SLOW', { readiness: 'DEGRADED' }],
  ['TLS_EXPIRING', { readiness: 'CERTIFICATE_EXPIRING' }],
  ['TLS_INVALID', { readiness: 'CERTIFICATE_INVALID' }],
  ['PORT_EXPOSED', { 'closed-port': 'EXPOSED' }],
  ['PORT_EXPOSED', { 'closed-port': 'EXPOSED', 'certificate': 'CERTIFICATE_EXPIRING', 'liveness': 'SLOW' }],
  ['LIVENESS_FAILED', { 'closed-port': 'EXPOSED', 'liveness': 'UNHEALTHY' }],
  ['DRAINING', { 'closed-port': 'EXPOSED', 'readiness': 'OUT_OF_SERVICE' }],
  ['HEALTHY', { 'closed-port': 'OK' }],
  ['PROBER_FAULT', { 'closed-port': 'OK', 'network': undefined, 'port': undefined, 'liveness': undefined, 'readiness': undefined }],
  ['PROBER_FAULT', { network: 'PROBER', port: 'SKIPPED', ...BELOW }],
  ['PROBER_FAULT', { port: 'PROBER', ...BELOW }],
  ['PROBER_FAULT', { liveness: 'PROBER', readiness: 'UNHEALTHY' }],
  ['PROBER_FAULT', { readiness: 'PROBER' }],
  ['PROBER_FAULT', BELOW],
  ['PROBER_FAULT', { network: undefined, port: undefined, liveness: undefined, readiness: undefined }],
];

test.each(ROWS)('%s when the probe finds %j', (fault, outcomes) => {
  expect(diagnoseTarget(probeOf(outcomes)).fault).toBe(fault);
});

test('a bare TCP endpoint on a port of its own is L4', () => {
  const { checks } = probeOf({ liveness: 'TIMEOUT', readiness: undefined });
  const bare = { id: 'task', checks: checks.map((result) => (result.check === 'liveness' ? { ...result, layer: 'L4' as const } : result)) };
  expect(diagnoseTarget(bare).fault).toBe('PORT_FILTERED');
});

test('the evidence begins with the check that decided, names its components and what answered well', () => {
  const probe = probeOf({ readiness: 'UNHEALTHY' }, [{ name: 'db', status: 'DOWN' }, { name: 'queue', status: 'DEGRADED' }]);
  expect(diagnoseTarget(probe).evidence).toEqual([
    'readiness (L7): readiness was UNHEALTHY',
    'component db is DOWN',
    'component queue is DEGRADED',
    'answered well: network (L3), port (L4), liveness (L7)',
  ]);
});

test('warnings beside the one that decides are told as well, and a closed port is no answer', () => {
  expect(
    diagnoseTarget(probeOf({ 'closed-port': 'EXPOSED', 'certificate': 'CERTIFICATE_EXPIRING', 'readiness': 'UNHEALTHY' })).evidence,
  ).toEqual([
    'readiness (L7): readiness was UNHEALTHY',
    'also: closed-port (L4): closed-port was EXPOSED',
    'also: certificate (TLS): certificate was CERTIFICATE_EXPIRING',
    'answered well: network (L3), port (L4), liveness (L7)',
  ]);
});

test('every exposed port is named', () => {
  const { checks } = probeOf({ 'closed-port': 'EXPOSED' });
  const exposed = checks.find(({ check }) => check === 'closed-port')!;
  const { fault, evidence } = diagnoseTarget({ id: 'task', checks: [...checks, { ...exposed, detail: 'port 22 accepts' }] });
  expect(fault).toBe('PORT_EXPOSED');
  expect(evidence.slice(0, 2)).toEqual([
    'closed-port (L4): closed-port was EXPOSED; closed-port (L4): port 22 accepts',
    'answered well: network (L3), port (L4), liveness (L7), readiness (L7)',
  ]);
});

test('a closed port explains nothing about the ways to the service, whatever came of it', () => {
  for (const [outcome, liveness] of combinations<[Outcome, Outcome]>(OUTCOMES, OUTCOMES)) {
    const without = diagnoseTarget(probeOf({ liveness }));
    const { fault } = diagnoseTarget(probeOf({ liveness, 'closed-port': outcome }));
    const warned =
      outcome === 'EXPOSED' && FAULTS[without.fault].status !== 'DOWN' && !['DRAINING', 'PROBER_FAULT'].includes(without.fault);
    expect(fault).toBe(warned ? 'PORT_EXPOSED' : without.fault);
  }
});

/** What can be found at a port, and by a handshake. */
const AT_PORT: readonly Outcome[] = ['OK', 'TIMEOUT', 'REFUSED', 'UNREACHABLE', 'PROTOCOL_ERROR', 'PROBER', 'SKIPPED'];
const AT_TLS: readonly (Outcome | undefined)[] = [...AT_PORT, undefined, 'CERTIFICATE_INVALID', 'CERTIFICATE_EXPIRING', 'OTHER_PROTOCOL'];

test('every combination of outcomes keeps the rules', () => {
  // Only the check of a closed port can find it EXPOSED, and it has a test of its own.
  const possible = OUTCOMES.filter((outcome) => outcome !== 'EXPOSED');
  const withNone = [undefined, ...possible];
  const broken: string[] = [];
  let count = 0;
  const step = Math.ceil(1e6 / runs(1e6));
  for (const [network, port, certificate, liveness, readiness] of combinations<(Outcome | undefined)[]>(
    ['OK', 'TIMEOUT', 'UNREACHABLE', 'PROBER'], AT_PORT, AT_TLS, withNone, withNone,
  )) {
    count += 1;
    // Where the host is silent, nothing above it is probed.
    if (count % step !== 0 || (network === 'TIMEOUT' && (port === 'OK' || port === 'REFUSED'))) { continue; }
    const outcomes = [network, port, certificate, liveness, readiness];
    const problem = problemWith(outcomes, diagnoseTarget(probeOf({ network, port, certificate, liveness, readiness })));
    if (problem) { broken.push(`${outcomes.join(' ')}: ${problem}`); }
  }
  expect(count).toBe(4 * 7 * 11 * 20 * 20);
  expect(broken.slice(0, 10)).toEqual([]);
});

const FINE: readonly (Outcome | undefined)[] = [undefined, 'OK', 'SKIPPED', 'CERTIFICATE_EXPIRING', 'SLOW', 'DEGRADED', 'OVERLOADED'];
const RANKS: readonly (FaultLayer | null)[] = ['L3', 'L4', 'TLS', 'L7'];
const RANK_OF_CHECK = [0, 1, 2, 3, 3];

/** A handshake that is not answered, or not in TLS, is the process's fault rather than the certificate's. */
function rankOf(check: number, outcome: Outcome | undefined): number {
  const isHandshake = check === 2 && outcome !== 'CERTIFICATE_INVALID' && outcome !== 'REFUSED' && outcome !== 'UNREACHABLE';
  return isHandshake ? 3 : RANK_OF_CHECK[check];
}

function problemWith(outcomes: readonly (Outcome | undefined)[], verdict: ReturnType<typeof diagnoseTarget>): string | undefined {
  const { status, layer, remedy } = FAULTS[verdict.fault];
  if (verdict.status !== status || verdict.layer !== layer || verdict.remedy !== remedy) {
    return `${verdict.fault} is not as the table says`;
  }
  if (verdict.evidence.length === 0) { return 'no evidence'; }
  if (outcomes.includes('OUT_OF_SERVICE')) {
    return verdict.fault === 'DRAINING' ? undefined : `${verdict.fault} although out of service on purpose`;
  }
  const lowest = outcomes.findIndex((outcome) => !FINE.includes(outcome));
  if (lowest === -1) {
    if (status === 'DOWN') { return `${verdict.fault} although nothing failed`; }
    const clean = outcomes.every((outcome) => outcome === undefined || outcome === 'OK' || outcome === 'SKIPPED');
    return clean || verdict.fault !== 'HEALTHY' ? undefined : 'HEALTHY in spite of a warning';
  }
  // Who sheds load may be late with another answer, or say that it cannot take more.
  const isShedding = lowest > 2 && outcomes.includes('OVERLOADED') && outcomes.slice(lowest).every(
    (outcome) => FINE.includes(outcome) || outcome === 'TIMEOUT' || outcome === 'UNHEALTHY',
  );
  if (status === 'DEGRADED' && isShedding) { return undefined; }
  if (status === 'UP' || status === 'DEGRADED') { return `${verdict.fault} although ${outcomes[lowest]}`; }
  if (outcomes[lowest] === 'PROBER' && remedy !== 'NONE') { return `${verdict.fault} although the prober failed below`; }
  // Silence at L3 is told as L4: which of the two it is cannot be seen from here.
  if (lowest === 0 && outcomes[0] === 'TIMEOUT') {
    return verdict.fault === 'PORT_FILTERED' || verdict.fault === 'HOST_UNREACHABLE'
      ? undefined
      : `${verdict.fault} although nothing answers`;
  }
  if (verdict.fault !== 'PROBER_FAULT' && RANKS.indexOf(layer) > rankOf(lowest, outcomes[lowest])) {
    return `${verdict.fault} although a lower layer failed`;
  }
  return undefined;
}
