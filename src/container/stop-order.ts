import { Annotations } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { usesFargateSpot } from '../aws/fargate-spot';
import { failureText } from '../contract/errors';
import type { HealthContract } from '../contract/health-contract';

/**
 * Whether a load balancer drains the tasks before SIGTERM. Fargate Spot sends SIGTERM at once, and without a load balancer nothing drains;
 * where that leaves too little time for requests, a warning says so.
 * https://repost.aws/knowledge-center/fargate-spot-termination-notice
 *
 * @param targetGroups undefined: the service is behind no load balancer
 */
export function drainsFirst(
  scope: Construct,
  contract: HealthContract,
  service: BaseService,
  targetGroups: ITargetGroup[] | undefined,
): boolean {
  const spot = usesFargateSpot(service, scope);
  if (targetGroups && !spot) {
    scope.node.addValidation({ validate: () => spotComesLate(service, scope) });
    return true;
  }
  if (!contract.isWorker) {
    warnOfCutRequests(scope, contract, spot ? 'on Fargate Spot' : 'without a load balancer');
  }
  return false;
}

/** The stop timeout is decided when the contract is applied. */
function spotComesLate(service: BaseService, scope: Construct): string[] {
  return usesFargateSpot(service, scope) ? [failureText({
    what: 'Fargate Spot interrupts tasks before they drain',
    got: 'a strategy with FARGATE_SPOT that was set after the contract was applied',
    allowed: 'one that was set before',
    fix: 'call addDefaultCapacityProviderStrategy, or change the service, before the contract is applied',
  })] : [];
}

function warnOfCutRequests(scope: Construct, { budget: { container, targetGroup } }: HealthContract, where: string): void {
  const promised = targetGroup.deregistrationDelay.toSeconds() + container.stopTimeout.toSeconds();
  const possible = container.undrainedStopTimeout.toSeconds();
  if (promised > possible) {
    Annotations.of(scope).addWarningV2(
      'cdk-ecs-layered-health:RequestsCutShort',
      `The longest requests are cut short ${where}: SIGTERM comes before draining, ECS waits ${possible} s after it at `
        + `most, and the contract needs ${promised} s (longestRequest and shutdown). Shorten them, or run on demand behind `
        + 'a load balancer.',
    );
  }
}
