import type { Task } from '@aws-sdk/client-ecs';
import { alarmFindings } from './alarms';
import type { AccountClients } from './clients';
import { examine, prepare } from './examine';
import { type AccountFacts, type ServiceFacts, targetGroupsOf } from './facts';
import { firstCommand } from './first-step';
import { fixCommand } from './fix-command';
import { healthCheckFindings } from './health-checks';
import type { Prepared, ServiceProbes } from './prepared';
import { type Ask, blamed, probeServices } from './probe-services';
import type { RunningResource } from './running-resources';
import { scalingFindings } from './scaling';
import type { Stops } from './stops';
import { templateOf } from './template';
import { usageFindings } from './usage';
import type { ServiceExplanation } from '../../lambda/diagnosis/explain-service';
import type { ReadInstances } from '../../lambda/verification/evidence/instance-addresses';
import type { Report } from '../../lambda/verification/report/report';
import { lint, type LintFinding } from '../../src/lint/lint';
import { readServices } from '../services/read-services';
import type { ServiceSettings } from '../services/service-settings';

/** A finding of lint about what runs. */
export interface RunningFinding {
  readonly finding: LintFinding;
  /** `service web in cluster prod`. */
  readonly where: string;
  /** The command that makes the change, where it takes one. */
  readonly command?: string;
}

/** All that doctor says of one service. */
export interface ServiceAnswer {
  readonly cluster: string;
  readonly service: string;
  /** Undefined where its tasks could not be read. */
  readonly report?: Report;
  /** Why tasks stopped lately. */
  readonly stops: readonly Stops[];
  /** What ECS's events say of trouble, and texts of them that are not known; for a person. */
  readonly events: readonly string[];
  /** The cause behind the verdict, where it is the service's as a whole. */
  readonly cause?: ServiceExplanation;
  /** Such a cause beside it. */
  readonly beside?: ServiceExplanation;
  /** What does what is to be done first. */
  readonly command?: string;
  /** What will go wrong. */
  readonly findings: readonly RunningFinding[];
  /** Undefined where its task definition was not read. */
  readonly settings?: ServiceSettings;
  /** How many of its tasks were asked from here, and how many answered; undefined where none was asked. */
  readonly probed?: Pick<ServiceProbes, 'asked' | 'answered'>;
}

/** What is read or asked while services are explained. */
export interface DiagnoseDeps {
  readonly clients: AccountClients;
  readonly readInstances: ReadInstances;
  readonly signal: AbortSignal;
  /** Absent where nobody is to ask the tasks. */
  readonly ask?: Ask;
  /** Tasks as they are now, those that are gone missing; undefined where ECS does not say. */
  readTasks(cluster: string, arns: readonly string[]): Promise<readonly Task[] | undefined>;
}

/**
 * Explains every service that was read, and checks its settings.
 * @param since milliseconds since the epoch: stops before that are not told
 */
export async function diagnose(account: AccountFacts, since: number, deps: DiagnoseDeps): Promise<ServiceAnswer[]> {
  const { template, names } = templateOf(account);
  const settings = settingsByArn(readServices([template]), names);
  const findings = lint([template]).filter(({ severity }) => severity !== 'note');
  const prepareFor = async (facts: ServiceFacts) => (
    prepare(facts, account, settings.get(facts.service.serviceArn ?? ''), deps.clients, deps.readInstances, deps.signal)
  );
  const prepared = await Promise.all(account.services.map(prepareFor));
  const probed = deps.ask && await probeServices(prepared.flatMap((each) => each ?? []), account, deps.ask);
  return Promise.all(account.services.map(async (facts, index): Promise<ServiceAnswer> => {
    const { cluster, service } = facts;
    const own = settings.get(service.serviceArn ?? '');
    const first = prepared[index];
    const probes = first && probed?.get(first);
    const [latest, believed] = first && probes ? await confirmed(first, probes, deps, prepareFor) : [first, undefined];
    const { report, stops = [], events = [], cause, beside, path, wayOut } = latest ? examine(latest, account, since, believed) : {};
    const command = report && firstCommand(facts, report, account, cause?.cause.kind, { path, wayOut });
    return {
      cluster,
      service: service.serviceName ?? '',
      ...report ? { report } : {},
      stops,
      events,
      ...cause ? { cause } : {},
      ...beside ? { beside } : {},
      ...command === undefined ? {} : { command },
      findings: [
        ...findings.filter(({ logicalId }) => concerns(facts, account, names.get(logicalId))).map((finding) => (
          running(finding, names, account.region)
        )),
        ...ownFindings(facts, account, report?.status === 'UP').map((finding) => ({
          finding, where: `service ${service.serviceName} in cluster ${cluster}`,
        })),
      ],
      ...own ? { settings: own } : {},
      ...probes ? { probed: { asked: probes.asked, answered: probes.answered } } : {},
    };
  }));
}

/** What no template shows: use, alarms, scaling, and what Route 53 is answered. */
function ownFindings(facts: ServiceFacts, account: AccountFacts, isWell: boolean): LintFinding[] {
  return [
    ...isWell ? usageFindings(facts, account) : [],
    ...alarmFindings(facts, account, isWell),
    ...scalingFindings(facts, account),
    ...healthCheckFindings(facts, account, isWell),
  ];
}

/** Before tasks are blamed for what they answered: whether they still are those that were asked. Where ECS does not say, it stands. */
async function confirmed(
  prepared: Prepared, probes: ServiceProbes, { readTasks }: Pick<DiagnoseDeps, 'readTasks'>,
  prepareFor: (facts: ServiceFacts) => Promise<Prepared | undefined>,
): Promise<readonly [Prepared, ServiceProbes]> {
  const { facts } = prepared;
  const arns = blamed(probes);
  const read = arns.length > 0 ? await readTasks(facts.cluster, arns) : undefined;
  if (!read) { return [prepared, probes]; }
  const now = new Map(read.map((task) => [task.taskArn ?? '', task]));
  const changed = facts.tasks!.filter((task) => arns.includes(task.taskArn ?? '') && !isSame(task, now.get(task.taskArn ?? '')));
  if (changed.length === 0) { return [prepared, probes]; }
  const tasks = facts.tasks!.flatMap((task) => (changed.includes(task) ? now.get(task.taskArn ?? '') ?? [] : [task]));
  const latest = await prepareFor({ ...facts, tasks });
  const known = new Map(probes.tasks.map((task) => [task.taskArn, task]));
  const gone = changed.map(({ taskArn = '' }) => taskArn);
  return latest ? [latest, {
    ...probes,
    probes: new Map([...probes.probes].filter(([arn]) => !gone.includes(arn))),
    tasks: latest.evidence.tasks.map((task) => (gone.includes(task.taskArn) ? task : known.get(task.taskArn) ?? task)),
  }] : [prepared, probes];
}

function isSame(before: Task, after: Task | undefined): boolean {
  return after !== undefined && before.lastStatus === after.lastStatus && before.desiredStatus === after.desiredStatus
    && before.startedAt?.getTime() === after.startedAt?.getTime();
}

/** With the names that people know, in place of logical ids. */
function settingsByArn(all: readonly ServiceSettings[], names: ReadonlyMap<string, RunningResource>): ReadonlyMap<string, ServiceSettings> {
  return new Map(all.flatMap((settings): [string, ServiceSettings][] => {
    const resource = names.get(settings.name);
    return resource ? [[resource.arn, { ...settings, name: resource.name, template: `cluster ${resource.cluster}` }]] : [];
  }));
}

/** Whether a finding about a resource is one about the service: its own, its task definition's, or that of a group or load balancer. */
function concerns(
  { service }: ServiceFacts, { targetGroups, loadBalancers }: AccountFacts, resource: RunningResource | undefined,
): boolean {
  if (!resource) { return false; }
  const groups = targetGroupsOf(service);
  switch (resource.type) {
    case 'service': return resource.arn === service.serviceArn;
    case 'task definition': return resource.arn === service.taskDefinition;
    case 'target group': return groups.includes(resource.arn);
    default: {
      const balancers = groups.flatMap((arn) => targetGroups.get(arn)?.group.LoadBalancerArns ?? []);
      if (resource.of) { return resource.of.some((arn) => arn === service.serviceArn || balancers.includes(arn)); }
      return balancers.some((arn) => arn === resource.arn || loadBalancers.get(arn)?.listeners?.some(({ listener, rules }) => (
        listener.ListenerArn === resource.arn || rules.some(({ RuleArn }) => RuleArn === resource.arn)
      )));
    }
  }
}

function running(finding: LintFinding, names: ReadonlyMap<string, RunningResource>, region: string): RunningFinding {
  const resource = names.get(finding.logicalId);
  const cluster = resource?.cluster ? ` in cluster ${resource.cluster}` : '';
  const where = resource ? `${resource.type} ${resource.name}${cluster}` : finding.logicalId;
  const [edit] = finding.edits?.length === 1 ? finding.edits : [];
  const command = edit && fixCommand(edit, names.get(edit.logicalId), region);
  const named = (text: string) => text.replace(/'([A-Za-z0-9]+)'/g, (_quoted, id: string) => `'${names.get(id)?.name ?? id}'`);
  const told = { ...finding, message: named(finding.message), fix: named(finding.fix) };
  return { finding: told, where, ...command === undefined ? {} : { command } };
}
