import { ApiError } from './errors';
import type { Revision } from '../tasks/revision';
import type { Service } from '../tasks/service';

const TRIGGERED = 'Service deployment circuit breaker was triggered.';

/** What ECS keeps of deployments: here of the latest one of each service alone. */
export function deploymentArn({ model, rollout, revision }: Service): string {
  return `${model.arn.replace(':service/', ':service-deployment/')}/${(rollout?.revision ?? revision).number}`;
}

/** As ListServiceDeployments lists it. */
export function deploymentBrief(service: Service): object {
  const { model, rollout, revision } = service;
  const target = rollout?.revision ?? revision;
  return {
    serviceDeploymentArn: deploymentArn(service),
    serviceArn: model.arn,
    clusterArn: model.cluster.arn,
    createdAt: target.createdAt / 1_000,
    status: statusOf(service),
    targetServiceRevisionArn: revisionArn(service, target),
  };
}

/** As DescribeServiceDeployments describes it. */
export function deploymentDetail(service: Service): object {
  const { model, rollout, revision } = service;
  const { targetServiceRevisionArn, ...brief } = deploymentBrief(service) as { readonly targetServiceRevisionArn: string };
  const { circuitBreaker } = model;
  const isBack = rollout?.broken && rollout.rollsBack;
  return {
    ...brief,
    ...rollout?.broken ? { statusReason: TRIGGERED } : {},
    targetServiceRevision: { arn: targetServiceRevisionArn },
    sourceServiceRevisions: rollout ? [{ arn: revisionArn(service, revision) }] : [],
    ...circuitBreaker ? {
      deploymentCircuitBreaker: {
        status: rollout?.broken ? 'TRIGGERED' : rollout ? 'MONITORING' : 'MONITORING_COMPLETE',
        failureCount: rollout?.failedTasks ?? 0,
        threshold: circuitBreaker.threshold,
      },
    } : {},
    ...isBack ? { rollback: { reason: TRIGGERED, serviceRevisionArn: revisionArn(service, revision) } } : {},
  };
}

/** As DescribeServiceRevisions describes one; every revision has the template's task definition. */
export function revisionDetail(services: readonly Service[], arn: string): object | undefined {
  const service = services.find(({ model }) => arn.startsWith(`${model.arn.replace(':service/', ':service-revision/')}/`));
  return service && { serviceRevisionArn: arn, serviceArn: service.model.arn, taskDefinition: service.model.taskDefinition.arn };
}

/** Names of what is described, as many as ECS takes at once. */
export function arnsOf(value: unknown, member: string): string[] {
  const most = 20;
  if (!Array.isArray(value) || value.length === 0 || value.length > most) {
    const got = Array.isArray(value) ? value.length : 'none';
    throw new ApiError('InvalidParameterException', `${member} must name 1 to ${most}, got ${got}`);
  }
  return value.map(String);
}

function statusOf({ rollout }: Service): string {
  if (!rollout) { return 'SUCCESSFUL'; }
  return rollout.broken ? rollout.rollsBack ? 'ROLLBACK_SUCCESSFUL' : 'STOPPED' : 'IN_PROGRESS';
}

function revisionArn({ model }: Service, { number }: Revision): string {
  return `${model.arn.replace(':service/', ':service-revision/')}/${number}`;
}
