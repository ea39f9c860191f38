import { diagnoseService } from '../../../lambda/diagnosis/diagnose-service';
import type { ExaminedTask, ServiceEvidence } from '../../../lambda/diagnosis/evidence';
import { diagnosis } from '../../../lambda/diagnosis/faults';
import type { TargetProbe } from '../../../lambda/shared/check-result';
import type { Fault } from '../../../lambda/shared/verdict';
import type { RegisteredPlan } from '../../../lambda/signals/verify-now';
import { composeReport } from '../../../lambda/verification/report/compose-report';
import type { Report } from '../../../lambda/verification/report/report';
import { examined, NOW, PLAN, seenSince, serviceEvidence } from '../diagnosis/diagnosis-fixtures';

export const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';
export const VERIFIER = 'arn:aws:lambda:eu-west-1:111122223333:function:Prod-Verifier5F2C-8HUPEAKV0JNT';
export const PLAN_ID = 'prod.Prod-OrdersHealth-Verification-1A2B3C4D';
export const REGISTERED: RegisteredPlan = { verifier: VERIFIER, plan: { ...PLAN, alerts: { topicArn: TOPIC, format: 'TEXT' } } };
export const BLIND = 'prod.blind-1';
export const NAME = `${PLAN_ID}-incident`;

/** The service's own alarm, and one with a name as CloudFormation makes them. */
export const ALARMS = {
  faults: `${PLAN_ID}-faults`,
  rejected: 'Prod-OrdersHealthAlarmsRejectedConnections9B0F-M2D4WQES6GTL',
};

const arnOf = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;
/** As CloudWatch writes times: the zone without a colon. */
const stamp = (at: number) => new Date(at).toISOString().replace('Z', '+0000');

/** What CloudWatch hands to a function: `alarms-and-actions-Lambda` of its user guide, for a composite alarm. */
export function alarmEvent(
  value: string,
  triggers: readonly string[],
  { at = NOW - 90_000, previous = 'OK', previousAt = NOW - 86_400_000, name = NAME } = {},
): Record<string, unknown> {
  const triggeringAlarms = triggers.map((trigger) => ({ arn: arnOf(trigger), state: { value, timestamp: stamp(at - 5_000) } }));
  const reason = `${arnOf(triggers[0] ?? 'other')} transitioned to ${value} at Friday 20 November, 2026 03:10:25 UTC`;
  return {
    source: 'aws.cloudwatch',
    alarmArn: arnOf(name),
    accountId: '111122223333',
    time: stamp(at),
    region: 'eu-west-1',
    alarmData: {
      alarmName: name,
      state: { value, reason, reasonData: JSON.stringify({ triggeringAlarms }), timestamp: stamp(at) },
      previousState: { value: previous, reason: 'before', timestamp: stamp(previousAt) },
      configuration: { alarmRule: triggers.map((trigger) => `ALARM("${arnOf(trigger)}")`).join(' OR ') },
    },
  };
}

/** The end of an alarm that took fourteen minutes. */
export function endOfAlarm(): Record<string, unknown> {
  return alarmEvent('OK', [ALARMS.faults], { previous: 'ALARM', previousAt: NOW - 90_000 - 14 * 60_000 });
}

/** A task with what was seen of it. */
export function task(id: string, fault: Fault, ...evidence: string[]): ExaminedTask {
  const given = examined(id, fault);
  return evidence.length > 0 ? { ...given, diagnosis: diagnosis(fault, evidence) } : given;
}

export function reportOf(
  tasks: readonly ExaminedTask[],
  more: { evidence?: Partial<ServiceEvidence>; frontDoor?: TargetProbe; since?: string; minuteBefore?: readonly ExaminedTask[] } = {},
): Report {
  const service = serviceEvidence(tasks.length, more.evidence);
  const probes = { dependencies: [], ...more.frontDoor ? { frontDoor: more.frontDoor } : {} };
  const earlier = more.minuteBefore
    ? diagnoseService(more.minuteBefore, service, probes, PLAN, undefined, NOW - 60_000).history
    : seenSince(more.since, tasks, service, probes);
  const look = { cluster: 'prod', service: 'orders', at: NOW, ms: 812 };
  return composeReport(
    look,
    diagnoseService(tasks, service, probes, PLAN, earlier, NOW),
    service,
    probes,
  );
}

export const TASKS = ['0f3c1a9e5b7d42c8a1e6f0937bd2c451', '7a41d2c05e9f4b63b8c7150ea94f6d32', 'c92e80b7f1434d5c9f6a2e83d0b7159a'];
export const WELL = TASKS.map((id) => task(id, 'HEALTHY'));
