import type { ServiceAnswer } from './diagnose';
import type { Drift } from './drift';
import type { AccountFacts } from './facts';
import { asAsked, statusOf } from './told';
import type { ServiceExplanation } from '../../lambda/diagnosis/explain-service';
import { draftOf, initJson } from '../init/draft';
import { timelineJson } from '../timeline/json';
import { serviceTimeline } from '../timeline/timeline';

/** The answer for programs: one object. */
export function answerJson(
  { region, readAt, unread, missing, calls }: AccountFacts, answers: readonly ServiceAnswer[], drift?: Drift,
): string {
  const services = answers.map((answer) => {
    const { cluster, service, report, stops, events, command, findings, settings, cause, beside, probed } = answer;
    return {
      cluster,
      service,
      status: statusOf(answer),
      ...report ? {
        fault: report.fault,
        layer: report.layer,
        remedy: report.remedy,
        ...report.alternatives ? { alternatives: report.alternatives } : {},
        summary: asAsked(report.summary, answer),
        evidence: report.evidence,
        ...report.against ? { against: report.against } : {},
        ...report.further ? { further: report.further } : {},
        ...report.serving ? { serving: report.serving } : {},
        tasks: report.tasks.map(({ checks, ...task }) => ({
          ...task,
          ...checks.length > 0 ? { checks: checks.map(({ outcome: _, components: __, ...check }) => check) } : {},
        })),
      } : {},
      ...probed ? { probed } : {},
      ...cause ? { cause: causeJson(cause) } : {},
      ...beside ? { beside: causeJson(beside) } : {},
      stops: stops.map(({ cause: { kind, why, next, restart }, count, task, stoppedAt, words }) => ({
        kind, why, next, restart, count, task, stoppedAt: new Date(stoppedAt).toISOString(), words,
      })),
      events,
      ...command === undefined ? {} : { command },
      findings: findings.map(({ finding: { rule, severity, message, fix, source }, where, command: fixing }) => ({
        rule, severity, where, message, fix, source, ...fixing === undefined ? {} : { command: fixing },
      })),
      ...settings ? { timeline: only(timelineJson([serviceTimeline(settings)])), contract: only(initJson([draftOf(settings)])) } : {},
    };
  });
  return JSON.stringify({
    version: 1,
    region,
    readAt: new Date(readAt).toISOString(),
    services,
    ...drift ? { drift: driftJson(drift) } : {},
    missing,
    unread,
    calls: Object.fromEntries(calls),
  }, undefined, 2);
}

function driftJson({ pairs, unmatched }: Drift): object {
  return {
    services: pairs.map(({ running: { name, cluster }, template, differences }) => ({ cluster, service: name, template, differences })),
    unmatched,
  };
}

function causeJson({ cause: { kind, layer, remedy, means, next }, evidence, against, alternatives }: ServiceExplanation): object {
  return { kind, layer, remedy, means, next, evidence, against, alternatives: alternatives.map((other) => other.kind) };
}

/** The only service of what another command prints. */
function only(json: string): unknown {
  return (JSON.parse(json) as { readonly services: readonly unknown[] }).services[0];
}
