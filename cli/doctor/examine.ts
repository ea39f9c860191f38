import type { AccountClients } from './clients';
import { combine } from './combine';
import { type AccountFacts, type ServiceFacts, targetGroupsOf } from './facts';
import { explainWhole } from './observe-service';
import { planOf } from './plan';
import type { Prepared, ServiceProbes } from './prepared';
import { type Path, pathOf } from './security-groups';
import { type Stops, stopsSince } from './stops';
import { examineOnce, type OnceContext } from '../../lambda/diagnosis/diagnose-once';
import { diagnoseService } from '../../lambda/diagnosis/diagnose-service';
import type { ServiceExplanation } from '../../lambda/diagnosis/service-causes';
import { InstanceAddresses, type ReadInstances } from '../../lambda/verification/evidence/instance-addresses';
import { buildEvidence } from '../../lambda/verification/evidence/read-evidence';
import { composeReport } from '../../lambda/verification/report/compose-report';
import type { Report } from '../../lambda/verification/report/report';
import type { ServiceSettings } from '../services/service-settings';

/** What doctor finds about one service. */
export interface Examination {
  readonly report: Report;
  /** The cause behind the verdict, where it is the service's as a whole. */
  readonly cause?: ServiceExplanation;
  /** Such a cause beside it. */
  readonly beside?: ServiceExplanation;
  /** Whether security groups let the load balancer through. */
  readonly path?: Path;
  /** Why tasks stopped lately. */
  readonly stops: readonly Stops[];
}

const STEADY = /has reached a steady state/;

/** Evidence out of what AWS says of a service; undefined where its tasks could not be read: nothing is known then. */
export async function prepare(
  facts: ServiceFacts, account: AccountFacts, settings: ServiceSettings | undefined, clients: AccountClients, readInstances: ReadInstances,
  signal: AbortSignal,
): Promise<Prepared | undefined> {
  const { service, tasks, cluster } = facts;
  if (!tasks) { return undefined; }
  const { readAt, targetGroups } = account;
  const networkMode = account.taskDefinitions.get(service.taskDefinition ?? '')?.networkMode;
  const plan = planOf(cluster, service, settings, networkMode, targetGroups);
  const arns = targetGroupsOf(service);
  const groups = arns.flatMap((arn) => {
    const targets = targetGroups.get(arn)?.targets;
    return targets ? [{ arn, targets }] : [];
  });
  const unread = arns.filter((arn) => !groups.some((group) => group.arn === arn)).map((arn) => (
    `target group ${arn.split('/')[1] ?? arn} was not read, so the load balancer's view is missing`
  ));
  const instances = new InstanceAddresses(clients.ecs, readInstances);
  return { facts, plan, evidence: await buildEvidence(plan, { service, tasks, groups, unread }, instances, signal, readAt) };
}

/**
 * Explains what AWS says of a service, and what its tasks answered where they were asked.
 * @param since milliseconds since the epoch: what stopped before is not told
 */
export function examine({ facts, plan, evidence }: Prepared, account: AccountFacts, since: number, probed?: ServiceProbes): Examination {
  const { service, tasks = [], cluster } = facts;
  const { readAt, targetGroups } = account;
  const steadyAt = service.events?.find(({ message = '' }) => STEADY.test(message))?.createdAt?.getTime();
  const path = pathOf(facts, account, evidence);
  const context: OnceContext = {
    asksHttp: new Set([...targetGroups].filter(([, { group }]) => group.HealthCheckProtocol?.startsWith('HTTP')).map(([arn]) => arn)),
    ...steadyAt === undefined ? {} : { steadyAt },
    ...path ? { path: { saw: path.saw, settled: true, words: path.words } } : {},
    ...probed ? { probes: probed.probes } : {},
  };
  const examined = examineOnce(probed?.tasks ?? evidence.tasks, context, plan, readAt);
  const probes = { dependencies: [] };
  const verdict = diagnoseService(examined, evidence, probes, plan, undefined, readAt);
  const heading = { cluster, service: service.serviceName ?? '', at: readAt, ms: 0 };
  const explained = { ...verdict.service, evidence: [...verdict.service.evidence, ...evidence.unread ?? []] };
  const report = composeReport(heading, { ...verdict, service: explained }, evidence, probes);
  const stops = stopsSince(tasks, since);
  const whole = explainWhole(facts, report, plan, since, readAt, { path, logs: account.logs });
  return { ...combine(report, whole, stops), ...path ? { path } : {}, stops };
}
