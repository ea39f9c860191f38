import { earliest, furtherCauses, mayBeSilence } from './alarm';
import type { Alarm } from './alarm';
import { alarmsOf, disbelieved, named, seen } from './evidence';
import { clock, lasted } from './times';
import type { Verified } from './verify-now';
import { FAULTS } from '../diagnosis/faults';
import { cleanText } from '../engine/text';
import type { Message } from '../events/message';
import { fullName, lastPart } from '../report/names';
import type { Remedy, Report } from '../report/report';
import { affectedTasks, judgedWell, onTasks } from '../report/summary';

/** What an alarm and the verification that it led to mean together. */
export type Incident = Pick<Message, 'kind' | 'sentence' | 'wouldRestartHelp' | 'next' | 'evidence'> & {
  /** A few words for a subject line, without the service. */
  readonly title: string;
};

const RESTART: Readonly<Record<Remedy, string>> = {
  NONE: 'No.',
  WAIT: 'No, it would only make it longer.',
  RECOVER: 'Yes, if the application cannot recover by itself.',
  RESTART: 'Yes.',
  ALERT: 'No.',
};
const NOBODY_KNOWS = 'Nobody knows.';
const LOOK_AT_VERIFIER = "Look at the verifier: at its log, at the service's schedule, and at what its role may read.";

/** Says what an alarm means, as far as somebody could look. */
export function incidentOf(alarm: Alarm, { report, service, problem = 'no verification belongs to it' }: Verified, now: number): Incident {
  const who = report ? fullName(report) : nameOf(alarm, service);
  if (alarm.state === 'OK') return over(alarm, who, report, problem);
  if (!report) return blind(alarm, who, now, problem);
  return report.fault === 'HEALTHY' ? well(alarm, who, report) : faulty(alarm, who, report, now);
}

function faulty(alarm: Alarm, who: string, report: Report, now: number): Incident {
  const { status, fault, layer, remedy, counts, since } = report;
  const { meaning, next } = FAULTS[fault];
  const others = remedy === 'ALERT' && counts.restartWouldHelp > 0 ? `No, but it would help ${counts.restartWouldHelp} of the other tasks.` : undefined;
  const affected = affectedTasks(report).length;
  return {
    kind: fault,
    title: `${status}, ${fault}${fault === layer ? '' : ` at ${layer}`}${affected > 0 ? ` on ${affected} of ${report.tasks.length} tasks` : ''}`,
    sentence: `${who} is ${status}, ${fault} at layer ${layer}${sinceOf(alarm, now, since)}: it ${meaning}${onTasks(report)}.`,
    wouldRestartHelp: others ?? RESTART[remedy],
    next,
    evidence: [...seen(report), ...disbelieved(report), ...alarmsOf(alarm.triggers)],
  };
}

/** In alarm, and yet well: either it is over, or the cause lies where no task can be seen failing. */
function well(alarm: Alarm, who: string, report: Report): Incident {
  const state = `${judgedWell(report)}.`;
  if (furtherCauses(alarm).length > 0) {
    return {
      kind: 'ELSEWHERE',
      title: 'in alarm, but its tasks are well',
      sentence: `${who} is in alarm although ${state.slice(0, -1)}: the cause lies elsewhere, in what these alarms watch: ${named(furtherCauses(alarm))}.`,
      wouldRestartHelp: 'No, its tasks are well.',
      next: 'Look at those alarms: what they watch lies before or around the tasks, such as load balancer, network, DNS or edge.',
      // The others are in the sentence.
      evidence: alarmsOf(alarm.triggers.filter((name) => !furtherCauses(alarm).includes(name))),
    };
  }
  return {
    kind: 'WELL_AGAIN',
    title: 'was in alarm, answers well now',
    sentence: `${who} was in alarm and answers well now: ${state}`,
    wouldRestartHelp: 'No, there is nothing to repair now.',
    next: `Watch it: the alarm ends by itself within minutes.${mayBeSilence(alarm) ? ' A fault came and went, or nobody verified it for a while.' : ''}`,
    evidence: alarmsOf(alarm.triggers),
  };
}

/** Nobody could look: what the alarm itself knows has to do. */
function blind(alarm: Alarm, who: string, now: number, problem: string): Incident {
  const proof = [...alarmsOf(alarm.triggers), ...alarm.reason ? [{ label: 'CloudWatch says', text: alarm.reason, quoted: true }] : []];
  if (mayBeSilence(alarm)) {
    return {
      kind: 'NOT_VERIFIED',
      title: 'nobody can verify it (it may be well)',
      sentence: `Nobody can verify ${who}${sinceOf(alarm, now)}; the service itself may be well. The reason: ${problem}.`,
      wouldRestartHelp: 'No, not as far as anybody knows.',
      next: `${LOOK_AT_VERIFIER} Look at the service yourself once, because a fault that needs people raises the same alarm.`,
      evidence: proof,
    };
  }
  return {
    kind: 'UNVERIFIED',
    title: 'in alarm, and nobody could verify why',
    sentence: `${who} is in alarm${sinceOf(alarm, now)}, and nobody could verify why: ${problem}.`,
    wouldRestartHelp: NOBODY_KNOWS,
    next: 'Look at the service yourself, and at the alarms that went off; then at why nobody could verify it.',
    evidence: proof,
  };
}

function over({ at, previousAt, previousState }: Alarm, who: string, report: Report | undefined, problem: string): Incident {
  const after = previousState === 'ALARM' && at !== undefined && previousAt !== undefined && at >= previousAt ? ` after ${lasted(at - previousAt)}` : '';
  const title = `over${after}`;
  const ended = `The alarm of ${who} is over${after}`;
  if (!report) {
    return { kind: 'OVER', title, sentence: `${ended}; nobody could verify it just now: ${problem}.`, next: 'Look at the service yourself once.', evidence: [] };
  }
  if (report.fault === 'HEALTHY') {
    return { kind: 'OVER', title, sentence: `${ended}: ${judgedWell(report)}.`, next: 'Nothing is to be done.', evidence: [] };
  }
  const { meaning, next } = FAULTS[report.fault];
  return {
    kind: 'OVER',
    title: `${title}, but ${report.fault}`,
    sentence: `${ended}, but it is ${report.status}, ${report.fault} at layer ${report.layer}: it ${meaning}${onTasks(report)}.`,
    wouldRestartHelp: RESTART[report.remedy],
    next,
    evidence: seen(report),
  };
}

/** The earliest time that is known: an alarm needs minutes of a fault, and the verifier may have seen it before. */
function sinceOf({ at, triggeredAt }: Alarm, now: number, since?: string): string {
  const seenAt = since === undefined ? NaN : Date.parse(since);
  const first = earliest([at, triggeredAt, Number.isNaN(seenAt) ? undefined : seenAt]);
  if (first === undefined) return '';
  return `, since at least ${clock(first, now)}${now - first >= 60_000 ? ` (${lasted(now - first)} ago)` : ''}`;
}

function nameOf({ schedule, name }: Alarm, service: Verified['service']): string {
  return service ? cleanText(fullName({ ...service, service: lastPart(service.name), cluster: lastPart(service.cluster) }), 600) : schedule ?? name;
}
