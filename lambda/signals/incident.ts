import { earliest, furtherCauses, type Alarm } from './alarm';
import { alarmsOf, contradictionsOf, evidenceOf, furtherEvidenceOf, listNames, passedEvidenceOf } from './incident-evidence';
import type { Evidence, Message } from './message';
import { clock, lasted } from './times';
import type { RegisteredPlan, Verification } from './verify-now';
import { restartAdvice } from '../diagnosis/remedies';
import { fullName, lastPart } from '../shared/names';
import { cleanText } from '../shared/text';
import type { Diagnosis } from '../shared/verdict';
import type { Report } from '../verification/report/report';
import { affectedTasks, judgedWell, meaningOf, namesOf, nextOf, onTasks, servingOf } from '../verification/report/summary';

/** What an alarm and the verification that follows it mean together. */
export type Incident = Pick<Message, 'kind' | 'sentence' | 'wouldRestartHelp' | 'next' | 'evidence'> & {
  /** A few words for a subject line, without the service. */
  readonly title: string;
};

/** What a person does when the verifier gives no verdict. */
export const CHECK_VERIFIER = "Check the verifier's log, its schedule and the permissions of its role.";

/** Says what an alarm means, as far as the verification shows. */
export function incidentOf(alarm: Alarm, verification: Verification, now: number): Incident {
  const who = verification.status === 'VERIFIED' ? fullName(verification.report) : nameOf(alarm, verification.registered);
  if (alarm.state === 'OK') { return ended(alarm, who, verification); }
  const since = sinceOf(alarm, now, verification);
  if (verification.status === 'FAILED') { return unverified(alarm, `${who} is in alarm${since}`, verification.reason); }
  const { report } = verification;
  const was = wasBefore(report, now);
  const others = furtherCauses(alarm);
  if (report.fault !== 'HEALTHY') { return faulty(alarm, report, `${who} is ${verdict(report)}${since}: ${explanationOf(report)}.${was}`); }
  if (others.length > 0) { return causeElsewhere(alarm, who, report, others); }
  return healthyAgain(alarm, report, `${who} was in alarm and is healthy now: ${judgedWell(report)}.${was}`);
}

function faulty({ triggers }: Alarm, report: Report, sentence: string): Incident {
  const { status, fault, layer, tasks, passed } = report;
  const affected = affectedTasks(report).length;
  const where = affected > 0 ? ` on ${affected} of ${tasks.length} tasks` : '';
  const after = passed ? `, after ${namesOf(passed)}` : '';
  return {
    kind: fault,
    title: `${status}, ${namesOf(report)} at ${layer}${where}${after}`,
    sentence,
    wouldRestartHelp: wouldRestartHelp(report),
    next: nextOf(report),
    evidence: [
      ...evidenceOf(report), ...passedEvidenceOf(passed), ...contradictionsOf(report), ...furtherEvidenceOf(report), ...alarmsOf(triggers),
    ],
  };
}

function wouldRestartHelp(report: Report): string {
  const { remedy, counts: { restartWouldHelp } } = report;
  return remedy === 'ALERT' && restartWouldHelp > 0
    ? `No, but it would help ${restartWouldHelp} of the other tasks.`
    : restartAdvice(report).answer;
}

/** All tasks are healthy, and an alarm on something else went off. */
function causeElsewhere({ triggers }: Alarm, who: string, report: Report, others: readonly string[]): Incident {
  return {
    kind: 'ELSEWHERE',
    title: 'in alarm, but its tasks are healthy',
    sentence:
      `${who} is in alarm although ${judgedWell(report)}. The cause lies outside its tasks, in what these alarms watch: `
      + `${listNames(others)}.`,
    wouldRestartHelp: 'No, its tasks are healthy.',
    next: 'Check what those alarms watch: the load balancer, the network, DNS or the edge in front of the tasks.',
    // The others are in the sentence.
    evidence: alarmsOf(triggers.filter((name) => !others.includes(name))),
  };
}

function healthyAgain({ triggers }: Alarm, { passed }: Report, sentence: string): Incident {
  return {
    kind: 'WELL_AGAIN',
    title: passed ? `was ${namesOf(passed)}, is healthy now` : 'was in alarm, is healthy now',
    sentence,
    wouldRestartHelp: 'No, there is nothing to repair now.',
    next: passed
      ? `The alarm returns to OK by itself within minutes. If it comes again: ${nextOf(passed)}`
      : 'Watch the alarm: it returns to OK by itself within minutes.',
    evidence: [...passedEvidenceOf(passed), ...alarmsOf(triggers)],
  };
}

function unverified(alarm: Alarm, beginning: string, reason: string): Incident {
  return {
    kind: 'UNVERIFIED',
    title: 'in alarm, and the cause could not be verified',
    sentence: `${beginning}, and the cause could not be verified: ${reason}.`,
    wouldRestartHelp: 'Unknown.',
    next: 'Check the service itself and the alarms that went off, then why the verification failed.',
    evidence: knownToCloudWatch(alarm),
  };
}

function ended(alarm: Alarm, who: string, verification: Verification): Incident {
  const { at, previousAt, previousState } = alarm;
  const known = previousState === 'ALARM' && at !== undefined && previousAt !== undefined && at >= previousAt;
  const after = known ? ` after ${lasted(at - previousAt)}` : '';
  const [kind, title, sentence] = ['OVER', `alarm ended${after}`, `The alarm of ${who} ended${after}`];
  if (verification.status === 'FAILED') {
    const failed = `${sentence}; the service could not be verified: ${verification.reason}.`;
    return { kind, title, sentence: failed, next: 'Check the service itself once.', evidence: [] };
  }
  const { report } = verification;
  if (report.fault === 'HEALTHY') {
    return { kind, title, sentence: `${sentence}: ${judgedWell(report)}.`, next: 'Nothing to do.', evidence: [] };
  }
  return {
    kind,
    title: `${title}, but ${report.fault}`,
    sentence: `${sentence}, but it is ${verdict(report)}: ${explanationOf(report)}.`,
    wouldRestartHelp: restartAdvice(report).answer,
    next: nextOf(report),
    evidence: evidenceOf(report),
  };
}

/** What was wrong before what passes by itself. */
function wasBefore({ passed }: Report, now: number): string {
  return passed ? ` At ${clock(Date.parse(passed.at), now)} it was ${verdict(passed)}: it ${meaningOf(passed)}.` : '';
}

function verdict(report: Diagnosis): string {
  return `${report.status}, ${namesOf(report)} at layer ${report.layer}`;
}

/** What it is, on which tasks, and how many serve all the same. */
function explanationOf(report: Report): string {
  return [`it ${meaningOf(report)}${onTasks(report)}`, servingOf(report)].filter(Boolean).join('; ');
}

function knownToCloudWatch({ triggers, reason }: Alarm): Evidence[] {
  return [...alarmsOf(triggers), ...reason ? [{ label: 'CloudWatch says', text: reason, quoted: true }] : []];
}

/** The earliest time that is known: an alarm needs minutes of a fault, and the verifier may have found it earlier. */
function sinceOf({ at, triggeredAt }: Alarm, now: number, verification: Verification): string {
  const since = verification.status === 'VERIFIED' ? Date.parse(verification.report.since ?? '') : NaN;
  const first = earliest([at, triggeredAt, Number.isNaN(since) ? undefined : since]);
  if (first === undefined) { return ''; }
  return `, since at least ${clock(first, now)}${now - first >= 60_000 ? ` (${lasted(now - first)} ago)` : ''}`;
}

function nameOf({ plan, name }: Alarm, registered: RegisteredPlan | undefined): string {
  const service = registered?.plan.service;
  return service
    ? cleanText(fullName({ ...service, service: lastPart(service.name), cluster: lastPart(service.cluster) }), 600)
    : (plan ?? name);
}
