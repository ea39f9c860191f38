import type { AccountClients } from './clients';
import { combine } from './combine';
import { type AccountFacts, type ServiceFacts, targetGroupsOf } from './facts';
import { explainWhole } from './observe-service';
import { planOf } from './plan';
import { type Stops, stopsSince } from './stops';
import { diagnoseService } from '../../lambda/diagnosis/diagnose-service';
import { examineUnprobed } from '../../lambda/diagnosis/diagnose-unprobed';
import type { ServiceExplanation } from '../../lambda/diagnosis/service-causes';
import { InstanceAddresses, type ReadInstances } from '../../lambda/verification/evidence/instance-addresses';
import { buildEvidence } from '../../lambda/verification/evidence/read-evidence';
import { composeReport } from '../../lambda/verification/report/compose-report';
import type { Report } from '../../lambda/verification/report/report';
import type { ServiceSettings } from '../services/service-settings';

/** What doctor finds about one service. */
export interface Examination {
  readonly facts: ServiceFacts;
  /** Undefined where its tasks could not be read: nothing is known then. */
  readonly report?: Report;
  /** The cause behind the verdict, where it is the service's as a whole. */
  readonly cause?: ServiceExplanation;
  /** Such a cause beside it. */
  readonly beside?: ServiceExplanation;
  /** Why tasks stopped lately. */
  readonly stops: readonly Stops[];
}

const STEADY = /has reached a steady state/;

/**
 * Explains what AWS says of a service, as the verifier would without a prober.
 * @param since milliseconds since the epoch: what stopped before is not told
 */
export async function examine(
  facts: ServiceFacts, account: AccountFacts, settings: ServiceSettings | undefined, clients: AccountClients, readInstances: ReadInstances,
  since: number, signal: AbortSignal,
): Promise<Examination> {
  const { service, tasks, cluster } = facts;
  if (!tasks) { return { facts, stops: [] }; }
  const { readAt, targetGroups } = account;
  const networkMode = account.taskDefinitions.get(service.taskDefinition ?? '')?.networkMode;
  const plan = planOf(cluster, service, settings, networkMode);
  const arns = targetGroupsOf(service);
  const groups = arns.flatMap((arn) => {
    const targets = targetGroups.get(arn)?.targets;
    return targets ? [{ arn, targets }] : [];
  });
  const unread = arns.filter((arn) => !groups.some((group) => group.arn === arn)).map((arn) => (
    `target group ${arn.split('/')[1] ?? arn} was not read, so the load balancer's view is missing`
  ));
  const instances = new InstanceAddresses(clients.ecs, readInstances);
  const evidence = await buildEvidence(plan, { service, tasks, groups, unread }, instances, signal, readAt);
  const steadyAt = service.events?.find(({ message = '' }) => STEADY.test(message))?.createdAt?.getTime();
  const asksHttp = new Set([...targetGroups].filter(([, { group }]) => group.HealthCheckProtocol?.startsWith('HTTP')).map(([arn]) => arn));
  const examined = examineUnprobed(evidence.tasks, { asksHttp, ...steadyAt === undefined ? {} : { steadyAt } }, plan, readAt);
  const probes = { dependencies: [] };
  const verdict = diagnoseService(examined, evidence, probes, plan, undefined, readAt);
  const heading = { cluster, service: service.serviceName ?? '', at: readAt, ms: 0 };
  const explained = { ...verdict.service, evidence: [...verdict.service.evidence, ...unread] };
  const report = composeReport(heading, { ...verdict, service: explained }, evidence, probes);
  const stops = stopsSince(tasks, since);
  return { facts, ...combine(report, explainWhole(facts, report, plan, since, readAt), stops), stops };
}
