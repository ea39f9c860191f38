import { DEPLOYMENT } from '../../../contract/limits';
import { failuresUntilTripped, targetDetection, unhealthyFromStart } from '../../../contract/timing';
import { remove } from '../../edit';
import type { Attachment } from '../../model/lint-model';
import { rollingPatience, startedAtOnce, type Service } from '../../model/service';
import { decidingChecks } from '../../model/task-definition';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

const DEFAULT = { type: 'BOUNDED_PERCENT', value: DEPLOYMENT.failurePercent } as const;

export const badDeploymentOutlivesCloudFormation: Rule = {
  name: 'BadDeploymentOutlivesCloudFormation',
  severity: 'warning',
  what: 'The circuit breaker needs so many failed tasks that CloudFormation gives up first.',
  why:
    'A revision that never becomes healthy is replaced task by task until the threshold is reached: failures times the time of one '
    + 'of them. After three hours, or 36 where the deployment has a bake time, CloudFormation ends the deployment as failed, and '
    + 'rolls back itself.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html',
  furtherSources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-deploymentconfiguration.html',
    'https://github.com/aws/containers-roadmap/issues/1303',
  ],
  unproven: 'The 36 hours are AWS\'s; the three hours are known from reports alone.',
  exception: 'Deployments are started and watched by something else than CloudFormation.',
  check: ({ services, attachments }) => services
    .filter(({ circuitBreaker, deploymentController, deploymentStrategy, schedulingStrategy }) => circuitBreaker.enable === true
      && deploymentController === 'ECS' && deploymentStrategy === 'ROLLING' && schedulingStrategy === 'REPLICA')
    .flatMap((service) => {
      const { resource, circuitBreaker: { threshold }, desiredCount = 1 } = service;
      const failures = isGiven(threshold) ? failuresUntilTripped(threshold, desiredCount) : NaN;
      const oneTask = soonestFailure(service, attachments.filter((one) => one.service === service));
      const rounds = Math.ceil(failures / startedAtOnce(service));
      const patience = rollingPatience(service) * 60;
      const usual = Math.ceil(failuresUntilTripped(DEFAULT, desiredCount) / startedAtOnce(service));
      return rounds * oneTask > patience && oneTask < Infinity ? [{
        resource,
        message:
          `The circuit breaker ends a bad deployment after ${failures} failed tasks, ${startedAtOnce(service)} at a time, each of which `
          + `lives ${oneTask} s or more: ${hours(rounds * oneTask)} h, and CloudFormation waits ${patience / 3600} h.`,
        fix: 'Leave ThresholdConfiguration out: the default is half of DesiredCount, at least '
          + `${DEPLOYMENT.boundedFailures.min} and at most ${DEPLOYMENT.boundedFailures.max}.`,
        edits: usual * oneTask > patience ? undefined
          : [remove(resource, ['DeploymentConfiguration', 'DeploymentCircuitBreaker', 'ThresholdConfiguration'])],
      }] : [];
    }),
};

/** Seconds after its start that a task which never answers is replaced at the soonest. */
function soonestFailure({ gracePeriod = 0, taskDefinition }: Service, attachments: readonly Attachment[]): number {
  const containers = isGiven(taskDefinition)
    ? decidingChecks(taskDefinition).map(({ check }) => unhealthyFromStart(check, check.startPeriod ?? 0)) : [];
  const targets = attachments.map(({ targetGroup }) => targetDetection(targetGroup.check).soonest);
  return Math.max(gracePeriod, Math.min(...containers, ...targets));
}

function hours(seconds: number): string {
  return (seconds / 3600).toFixed(1);
}
