import { Annotations, type Duration, Stack, Token } from 'aws-cdk-lib';
import type { BaseService, CfnService } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { renderedProperties } from './rendered-properties';
import { serviceResource } from './service-resource';
import type { HealthContract } from '../contract/health-contract';

/**
 * Lets ECS ignore failing checks of a new task for this long, or for as long as another layer of the same service already asked for.
 * Without a service nobody does, which is said where the start period of the container check does not cover the boot either.
 *
 * A number that the service's author gave is a token to the CDK and is replaced, which is said when it was longer: the contract knows better.
 * It is set on the resource, because the CDK's own property is for services behind a load balancer, and ECS takes it for all.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html (healthCheckGracePeriodSeconds)
 */
export function coverBoot(service: BaseService | undefined, gracePeriod: Duration, contract: HealthContract, asker: IConstruct): void {
  if (service) {
    const resource = serviceResource(service, asker);
    const before = resource.healthCheckGracePeriodSeconds;
    const known = typeof before === 'number' && !Token.isUnresolved(before) ? before : 0;
    const ours = Math.max(known, gracePeriod.toSeconds());
    if (Token.isUnresolved(before)) { warnOfShortened(Stack.of(service).resolve(before), ours, asker); }
    resource.healthCheckGracePeriodSeconds = ours;
    asker.node.addValidation({
      validate: () => {
        warnOfOverwritten(resource, gracePeriod.toSeconds(), asker);
        return [];
      },
    });
  } else if (contract.budget.container.gracePeriod) {
    Annotations.of(asker).addWarningV2('cdk-ecs-layered-health:LongBootNotCovered',
      `A new task may boot for ${contract.startup.toSeconds()} s, longer than the start period of a container check can be `
      + `(${contract.budget.container.startPeriod.toSeconds()} s), and no service is known whose grace period could cover the rest: `
      + `ECS may replace each task while it boots. Pass service, or set the service's grace period to at least ${gracePeriod.toSeconds()} s.`);
  }
}

/** What the CDK sets by itself behind a load balancer is nobody's wish. */
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
  Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:GracePeriodOverwritten',
    `The grace period of the service was changed after its health contract was applied: ${ours} s now ${rendered === undefined ? 'missing' : `${rendered} s`}. `
    + 'ECS may replace tasks that still boot. Apply the contract last, or remove the later change.');
}
