import { Annotations, type Duration, Stack, Token } from 'aws-cdk-lib';
import type { BaseService, CfnService } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { renderedProperties } from './rendered-properties';
import { serviceResource } from './service-resource';
import type { HealthContract } from '../contract/health-contract';

/**
 * Raises the grace period of the service, in which ECS ignores failing checks of a new task, to this time; the longest that any layer of
 * the service needs wins. Warns where there is no service and the start period of the container check does not cover the boot.
 *
 * The CDK renders the author's own number as a token. The contract replaces it, and a warning says so where it was longer.
 * It is set on the resource, because the CDK allows its own property only behind a load balancer, and ECS for all services.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html (healthCheckGracePeriodSeconds)
 */
export function coverBoot(service: BaseService | undefined, gracePeriod: Duration, contract: HealthContract, scope: IConstruct): void {
  if (service) {
    const resource = serviceResource(service, scope);
    const before = resource.healthCheckGracePeriodSeconds;
    const known = typeof before === 'number' && !Token.isUnresolved(before) ? before : 0;
    const ours = Math.max(known, gracePeriod.toSeconds());
    if (Token.isUnresolved(before)) { warnOfShortened(Stack.of(service).resolve(before), ours, scope); }
    resource.healthCheckGracePeriodSeconds = ours;
    scope.node.addValidation({
      validate: () => {
        warnOfOverwritten(resource, gracePeriod.toSeconds(), scope);
        return [];
      },
    });
  } else if (contract.budget.container.gracePeriod) {
    Annotations.of(scope).addWarningV2(
      'cdk-ecs-layered-health:LongBootNotCovered',
      `A new task may boot for ${contract.startup.toSeconds()} s, longer than the start period of a container check `
        + `(${contract.budget.container.startPeriod.toSeconds()} s), and no service was passed whose grace period could cover the rest: `
        + "ECS may replace each task while it boots. Pass service, or set the service's grace period to at least "
        + `${gracePeriod.toSeconds()} s.`,
    );
  }
}

/** What the CDK sets behind a load balancer where the author sets nothing. */
const DEFAULT_OF_CDK = 60;

function warnOfShortened(before: unknown, ours: number, scope: IConstruct): void {
  if (typeof before !== 'number' || before <= ours || before === DEFAULT_OF_CDK) { return; }
  Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:GracePeriodReplaced',
    `The health contract shortens the grace period of the service from ${before} s to ${ours} s: its startup and one check. `
    + 'Remove healthCheckGracePeriod from the service, or give the contract a longer startup.');
}

function warnOfOverwritten(resource: CfnService, ours: number, scope: IConstruct): void {
  const { HealthCheckGracePeriodSeconds: rendered } = renderedProperties(resource);
  if (rendered !== undefined && (typeof rendered !== 'number' || rendered >= ours)) { return; }
  Annotations.of(scope).addWarningV2(
    'cdk-ecs-layered-health:GracePeriodOverwritten',
    `The grace period of the service was changed after its health contract was applied: ${ours} s now `
      + `${rendered === undefined ? 'missing' : `${rendered} s`}. `
      + 'ECS may replace tasks that are still booting. Apply the contract last, or remove the later change.',
  );
}
