import { loadOfAlarms, metricRaised, raisedOn } from './alarms';
import type { AccountClients } from './clients';
import { combine } from './combine';
import { deploymentWords } from './deployment-words';
import { type AccountFacts, type ServiceFacts, targetGroupsOf } from './facts';
import { unhealthyNames } from './health-checks';
import { observeEvents } from './observe-events';
import { explainWhole } from './observe-service';
import { planOf } from './plan';
import type { Prepared, ServiceProbes } from './prepared';
import { wayOutOf, type WayOut } from './routes';
import { scaleOutOf } from './scaling';
import { type Path, pathOf } from './security-groups';
import { type Stops, stopsSince } from './stops';
import { FULL, loadOf, memoryOf, STARVED } from './usage';
import { examineOnce, type OnceContext } from '../../lambda/diagnosis/diagnose-once';
import { diagnoseService } from '../../lambda/diagnosis/diagnose-service';
import type { ServiceExplanation } from '../../lambda/diagnosis/explain-service';
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
  /** Whether tasks that reached nothing have a way out of their subnets. */
  readonly wayOut?: WayOut;
  /** Why tasks stopped lately. */
  readonly stops: readonly Stops[];
  /** What ECS's events say of trouble, and texts of them that are not known; for a person. */
  readonly events: readonly string[];
}

const STEADY = /has reached a steady state/;
/** Of what watches the service from outside. */
const MOST_WATCHED = 3;

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
  const usage = account.usage.get(service.serviceArn ?? '');
  const load = loadWithScaling(facts, account);
  const context: OnceContext = {
    asksHttp: new Set([...targetGroups].filter(([, { group }]) => group.HealthCheckProtocol?.startsWith('HTTP')).map(([arn]) => arn)),
    ...steadyAt === undefined ? {} : { steadyAt },
    ...path ? { path: { saw: path.saw, settled: true, words: path.words } } : {},
    ...load ? { load } : {},
    ...probed ? { probes: probed.probes } : {},
  };
  const examined = examineOnce(probed?.tasks ?? evidence.tasks, context, plan, readAt);
  const probes = { dependencies: [] };
  const verdict = diagnoseService(examined, evidence, probes, plan, undefined, readAt);
  const heading = { cluster, service: service.serviceName ?? '', at: readAt, ms: 0 };
  const watched = verdict.service.status === 'UP' ? []
    : [...raisedOn(facts, account), ...unhealthyNames(facts, account)].slice(0, MOST_WATCHED);
  const explained = { ...verdict.service, evidence: [...verdict.service.evidence, ...watched, ...evidence.unread ?? []] };
  const report = composeReport(heading, { ...verdict, service: explained }, evidence, probes);
  const stops = stopsSince(tasks, since);
  const wayOut = wayOutOf(facts, account, since);
  const events = observeEvents(service.events ?? [], since, readAt);
  const full = usage?.memory ? undefined : metricRaised(facts, account, 'MemoryUtilization', FULL);
  const memory: ReturnType<typeof memoryOf> = full === undefined ? memoryOf(usage) : new Map([['FULL', full]]);
  const latest = account.deployments.get(service.serviceArn ?? '');
  const deployment = latest && deploymentWords(latest);
  const seen = { path, deployment, wayOut, memory, logs: account.logs, events };
  const whole = explainWhole(facts, report, plan, since, readAt, seen);
  return { ...combine(report, whole, stops), ...path ? { path } : {}, ...wayOut ? { wayOut } : {}, stops, events: events.told };
}

/** How much of its CPU the service uses, and whether its scaling may still add tasks where that is all. */
function loadWithScaling(facts: ServiceFacts, account: AccountFacts): ReturnType<typeof loadOf> {
  const usage = account.usage.get(facts.service.serviceArn ?? '');
  const load = usage?.cpu ? loadOf(usage, account.readAt) : loadOfAlarms(facts, account, STARVED);
  const scaleOut = load?.saw === 'STARVED' ? scaleOutOf(facts, account) : undefined;
  return load && scaleOut ? { ...load, words: `${load.words}; ${scaleOut.words}` } : load;
}
