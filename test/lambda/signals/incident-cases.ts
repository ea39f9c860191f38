import { ALARMS, alarmEvent, BLIND, endOfAlarm, REGISTERED, reportOf, task, TASKS, VERIFIER, WELL } from './incident-fixtures';
import { readAlarm } from '../../../lambda/signals/alarm';
import { blindMessage, type SweepAnswer } from '../../../lambda/signals/blind-message';
import { incidentMessage } from '../../../lambda/signals/incident-message';
import type { Message } from '../../../lambda/signals/message';
import type { Verification } from '../../../lambda/signals/verify-now';
import type { Report } from '../../../lambda/verification/report/report';
import { NOW } from '../diagnosis/diagnosis-fixtures';

/** An alarm and the verification of its service, whose message docs/alerts.md or docs/demo.md shows. */
export interface Case {
  readonly title: string;
  /** Where docs/demo.md has its words already. */
  readonly isInDemo?: true;
  readonly event: Record<string, unknown>;
  readonly verification: Verification;
}

/** The outcome of a verification that gave this report. */
export const verified = (report: Report): Verification => ({ status: 'VERIFIED', registered: REGISTERED, report });
const [first, second, third] = TASKS;
const noAnswer = 'liveness (L7): connected, but no answer within 2000 ms';
const databaseDown = 'readiness (L7): expected status 200-299, got 503; down: database';

const refused = {
  layer: 'L4',
  check: 'port',
  status: 'DOWN',
  outcome: 'REFUSED',
  ms: 0.6,
  detail: '203.0.113.7:443 refused the connection (ECONNREFUSED)',
} as const;
const CLOSED_DOOR = { id: 'front door', checks: [refused] };

export const CASES: readonly Case[] = [
  {
    title: 'One task hangs',
    event: alarmEvent('ALARM', [ALARMS.faults]),
    verification: verified(
      reportOf([task(first, 'HUNG', noAnswer, 'port (L4): connected in 0.4 ms'), ...WELL.slice(1)], { since: '2026-11-20T03:08:12.000Z' }),
    ),
  },
  {
    title: 'A dependency is down for all tasks',
    isInDemo: true,
    event: alarmEvent('ALARM', [ALARMS.faults]),
    verification: verified(
      reportOf([first, second, third].map((id) => task(id, 'DEPENDENCY_DOWN', 'component database is down on 3 of 3 tasks', databaseDown))),
    ),
  },
  {
    title: 'The front door is closed',
    isInDemo: true,
    event: alarmEvent('ALARM', [ALARMS.faults, ALARMS.rejected]),
    verification: verified(reportOf(WELL, { frontDoor: CLOSED_DOOR })),
  },
  {
    title: 'Tasks are missing',
    event: alarmEvent('ALARM', [ALARMS.faults]),
    verification: verified(reportOf(WELL.slice(0, 1), { evidence: { desired: 3, running: 1 } })),
  },
  {
    title: 'The cause lies elsewhere',
    event: alarmEvent('ALARM', [ALARMS.rejected]),
    verification: verified(reportOf(WELL)),
  },
  {
    title: 'The service has already recovered',
    event: alarmEvent('ALARM', [ALARMS.faults]),
    verification: verified(reportOf(WELL, { minuteBefore: [task(first, 'HUNG', noAnswer), ...WELL.slice(1)] })),
  },
  {
    title: 'An alarm, and the verification failed',
    event: alarmEvent('ALARM', [ALARMS.faults, ALARMS.rejected]),
    verification: { status: 'FAILED', reason: 'its plan is not registered' },
  },
  { title: 'The incident is over', event: endOfAlarm(), verification: verified(reportOf(WELL)) },
  {
    title: 'The incident is over, but a fault remains',
    event: endOfAlarm(),
    verification: verified(
      reportOf([task(first, 'SLOW', 'liveness (L7): right answer after 1840 ms, expected within 500 ms'), ...WELL.slice(1)]),
    ),
  },
];

/** An alarm of a verifier, and what a sweep says of it. */
interface BlindCase {
  readonly title: string;
  readonly event: Record<string, unknown>;
  readonly answer: SweepAnswer;
}

const throttled = 'this verification failed before a verdict: ThrottlingException: Rate exceeded';
const unverified = Array.from({ length: 12 }, (_, index) => ({ name: `service-${index + 1} in cluster prod`, reason: throttled }));

export const BLIND_CASES: readonly BlindCase[] = [
  {
    title: 'The verifier is blind',
    event: alarmEvent('ALARM', [], { name: BLIND }),
    answer: { verified: 286, unverified: [...unverified, { name: 'mail in cluster prod', reason: 'ECS knows no service mail' }] },
  },
  { title: 'The verifier does not run', event: alarmEvent('ALARM', [], { name: BLIND }), answer: 'it did not answer within 75 s' },
  {
    title: 'The verifier sees again',
    event: alarmEvent('OK', [], { name: BLIND, previous: 'ALARM', previousAt: NOW - 90_000 - 14 * 60_000 }),
    answer: { verified: 299, unverified: [] },
  },
];

export function messageOfBlind({ event, answer }: Pick<BlindCase, 'event' | 'answer'>): Message {
  const alarm = readAlarm(event);
  return blindMessage(alarm, alarm.blind!, answer, VERIFIER, NOW);
}

export function messageOf({ event, verification }: Pick<Case, 'event' | 'verification'>): Message {
  return incidentMessage(readAlarm(event), verification, NOW);
}
