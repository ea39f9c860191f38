import { ALARMS, alarmEvent, endOfAlarm, reportOf, task, TASKS, TOPIC, VERIFIER, WELL } from './given';
import { readAlarm } from '../../../lambda/alerts/alarm';
import { messageOfIncident } from '../../../lambda/alerts/incident-message';
import type { Verified } from '../../../lambda/alerts/verify-now';
import type { Message } from '../../../lambda/events/message';
import type { Report } from '../../../lambda/report/report';
import { NOW, PLAN } from '../diagnosis/given';

/** An alarm and what was seen of its service, which docs/alerts.md or docs/alert-messages.md shows as a message. */
export interface Case {
  readonly title: string;
  readonly event: Record<string, unknown>;
  readonly verified: Verified;
}

const known = { service: PLAN.service, verifier: VERIFIER, alerts: { topicArn: TOPIC, format: 'TEXT' } } as const;
const seen = (report: Report): Verified => ({ ...known, report });
const [first, second, third] = TASKS;
const noAnswer = 'liveness (L7): connected, but no answer within 2000 ms';
const databaseDown = 'readiness (L7): expected status 200-299, got 503; down: database';

const refused = { layer: 'L4', check: 'port', status: 'DOWN', outcome: 'REFUSED', ms: 0.6, detail: '203.0.113.7:443 refused the connection (ECONNREFUSED)' } as const;
const CLOSED_DOOR = { id: 'front door', checks: [refused] };

export const CASES: readonly Case[] = [
  {
    title: 'One task hangs',
    event: alarmEvent('ALARM', [ALARMS.restartWouldHelp]),
    verified: seen(reportOf([task(first, 'HUNG', noAnswer, 'port (L4): connected in 0.4 ms'), ...WELL.slice(1)], { since: '2026-11-20T03:08:12.000Z' })),
  },
  {
    title: 'A dependency is down for all',
    event: alarmEvent('ALARM', [ALARMS.needsPeople]),
    verified: seen(reportOf([first, second, third].map((id) => task(id, 'DEPENDENCY_DOWN', 'component database is down on 3 of 3 tasks', databaseDown)))),
  },
  {
    title: 'The front door is closed',
    event: alarmEvent('ALARM', [ALARMS.needsPeople, ALARMS.rejected]),
    verified: seen(reportOf(WELL, { frontDoor: CLOSED_DOOR })),
  },
  {
    title: 'Tasks are missing',
    event: alarmEvent('ALARM', [ALARMS.needsPeople]),
    verified: seen(reportOf(WELL.slice(0, 1), { evidence: { desired: 3, running: 1 } })),
  },
  {
    title: 'The cause lies elsewhere',
    event: alarmEvent('ALARM', [ALARMS.rejected]),
    verified: seen(reportOf(WELL)),
  },
  {
    title: 'It is well again already',
    event: alarmEvent('ALARM', [ALARMS.restartWouldHelp]),
    verified: seen(reportOf(WELL)),
  },
  {
    title: 'Nobody verifies any more',
    event: alarmEvent('ALARM', [ALARMS.needsPeople]),
    verified: { ...known, problem: 'the verifier did not answer within 20 s' },
  },
  {
    title: 'A fault, and nobody could look',
    event: alarmEvent('ALARM', [ALARMS.restartWouldHelp, ALARMS.rejected]),
    verified: { problem: 'its schedule cannot be read (ResourceNotFoundException)' },
  },
  { title: 'Over', event: endOfAlarm(), verified: seen(reportOf(WELL)) },
  {
    title: 'Over, but not well',
    event: endOfAlarm(),
    verified: seen(reportOf([task(first, 'SLOW', 'liveness (L7): right answer after 1840 ms, expected within 500 ms'), ...WELL.slice(1)])),
  },
];

export function messageOf({ event, verified }: Pick<Case, 'event' | 'verified'>): Message {
  return messageOfIncident(readAlarm(event), verified, NOW);
}
