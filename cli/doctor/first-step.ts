import type {
  DescribeServicesCommandInput, DescribeTaskDefinitionCommandInput, StopTaskCommandInput, UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import type { DescribeTargetHealthCommandInput, ModifyTargetGroupCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type AccountFacts, type ServiceFacts, targetGroupsOf } from './facts';
import type { WayOut } from './routes';
import { scaleOutOf } from './scaling';
import type { Path } from './security-groups';
import { awsCommand } from '../../lambda/shared/aws-command';
import type { Fault } from '../../lambda/shared/verdict';
import type { Report } from '../../lambda/verification/report/report';
import { affectedTasks } from '../../lambda/verification/report/summary';

/** Faults whose remedy is in the target group's own settings. */
const OF_TARGET_GROUP: readonly Fault[] = ['LOAD_BALANCER_MISCONFIGURED', 'ENDPOINT_MISSING', 'REQUEST_REFUSED', 'OTHER_PROTOCOL'];
/** Faults that show in the state of targets. */
const OF_TARGETS: readonly Fault[] = [
  'LOAD_BALANCER_BLOCKED', 'LOAD_BALANCER_FAULT', 'HUNG', 'LISTENS_ELSEWHERE', 'LOAD_BALANCER_RETURNING',
];
/** Faults whose remedy is in the task definition. */
const OF_TASK_DEFINITION: readonly Fault[] = ['OUT_OF_MEMORY', 'CONTAINER_CHECK_BROKEN', 'CHECK_NEAR_TIMEOUT', 'DOES_NOT_START'];

/** What changes a service so that a cause is gone. */
const CHANGES: Readonly<Record<string, string>> = {
  DEADLOCKED: '--deployment-configuration maximumPercent=200,minimumHealthyPercent=100',
  GRACE_TOO_SHORT: '--health-check-grace-period-seconds SECONDS',
};

/** The command that does what is to be done first, or that shows where to do it; undefined where nothing is to be done. */
export function firstCommand(
  facts: ServiceFacts, report: Report, account: AccountFacts, cause: string | undefined,
  { path, wayOut }: { readonly path?: Path | undefined; readonly wayOut?: WayOut | undefined } = {},
): string | undefined {
  const { service, cluster } = facts;
  const { region, taskDefinitions } = account;
  const { fault, remedy } = report;
  const name = service.serviceName ?? '';
  if (remedy === 'NONE' || fault === 'HEALTHY') { return undefined; }
  const change = CHANGES[cause ?? ''];
  if (change) { return `${awsCommand<UpdateServiceCommandInput>('ecs', 'UpdateService', region, { cluster, service: name })} ${change}`; }
  if (cause === 'NO_ROUTE' && wayOut?.command !== undefined) { return wayOut.command; }
  if (fault === 'LOAD_BALANCER_BLOCKED' && path?.command !== undefined) { return path.command; }
  const { command: scale } = (fault === 'OVERLOADED' ? scaleOutOf(facts, account) : undefined) ?? {};
  if (scale !== undefined) { return scale; }
  if (remedy === 'RESTART') {
    const affected = affectedTasks(report);
    return affected.length === 1
      ? awsCommand<StopTaskCommandInput>('ecs', 'StopTask', region, { cluster, task: affected[0].task })
      : `${awsCommand<UpdateServiceCommandInput>('ecs', 'UpdateService', region, { cluster, service: name })} --force-new-deployment`;
  }
  const [TargetGroupArn] = targetGroupsOf(service);
  if (TargetGroupArn !== undefined && OF_TARGET_GROUP.includes(fault)) {
    return `${modifyTargetGroup(region, TargetGroupArn)} --health-check-path PATH`;
  }
  if (TargetGroupArn !== undefined && OF_TARGETS.includes(fault)) {
    return awsCommand<DescribeTargetHealthInput>('elbv2', 'DescribeTargetHealth', region, { targetGroupArn: TargetGroupArn });
  }
  if (OF_TASK_DEFINITION.includes(fault) && service.taskDefinition !== undefined) {
    return awsCommand<DescribeTaskDefinitionCommandInput>('ecs', 'DescribeTaskDefinition', region, {
      taskDefinition: nameOfDefinition(service.taskDefinition),
    });
  }
  if (fault === 'CRASH_LOOP') {
    const group = logGroupOf(taskDefinitions.get(service.taskDefinition ?? ''));
    if (group !== undefined) { return `aws logs tail ${group} --since 1h --region ${region}`; }
  }
  return `${awsCommand<DescribeServicesCommandInput>('ecs', 'DescribeServices', region, { cluster, services: [name] })
  } --query services[0].events[:10]`;
}

/** The query protocol's members begin with a capital, the CLI's options do not. */
type DescribeTargetHealthInput = { readonly targetGroupArn: DescribeTargetHealthCommandInput['TargetGroupArn'] };
type ModifyTargetGroupInput = { readonly targetGroupArn: ModifyTargetGroupCommandInput['TargetGroupArn'] };

/** The beginning of the command that changes a target group's check. */
export function modifyTargetGroup(region: string, targetGroupArn: string): string {
  return awsCommand<ModifyTargetGroupInput>('elbv2', 'ModifyTargetGroup', region, { targetGroupArn });
}

function nameOfDefinition(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The log group of the first container that writes to CloudWatch Logs. */
function logGroupOf(definition: { readonly containerDefinitions?: readonly LoggingContainer[] } | undefined): string | undefined {
  const groups = definition?.containerDefinitions?.flatMap(({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? []);
  const [group] = groups ?? [];
  return group !== undefined && /^[\w./#-]+$/.test(group) ? group : undefined;
}

interface LoggingContainer {
  readonly logConfiguration?: { readonly options?: Readonly<Record<string, string>> };
}
