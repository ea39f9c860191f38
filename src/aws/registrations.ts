import { Stack, Token } from 'aws-cdk-lib';
import type { BaseService, CfnService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, type ITargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { referencedConstruct } from './referenced-construct';
import { renderedProperties } from './rendered-properties';
import { serviceResource } from './service-resource';

/** A target group with which ECS registers the tasks of a service, and the container that gets its traffic. */
export interface Registration {
  /** ARN of the target group, as a key: equal for the same group. */
  readonly key: string;
  /** The target group, where this app defines it. */
  readonly targetGroup?: ApplicationTargetGroup | NetworkTargetGroup;
  readonly containerName?: string;
  /** Port of the container; undefined where only the deployment knows it. */
  readonly containerPort?: number;
}

/** With the second target group that newer versions of the CDK render for blue/green deployments of ECS. */
interface WithAlternate extends CfnService.LoadBalancerProperty {
  readonly advancedConfiguration?: { readonly alternateTargetGroupArn?: string };
}

/** The registrations that are known by now; services are often attached to their load balancer later. */
export function registrationsOf(service: BaseService): Registration[] {
  // The CDK renders the list at synthesis, and before that exposes it to subclasses only.
  const { loadBalancers = [] } = service as unknown as { readonly loadBalancers?: WithAlternate[] };
  return loadBalancers.flatMap(({ targetGroupArn, containerName, containerPort, advancedConfiguration }) => (
    [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn].flatMap((arn) => arn === undefined ? [] : [{
      key: keyOf(service, arn),
      targetGroup: ownTargetGroup(arn),
      containerName: known(containerName),
      containerPort: known(containerPort),
    }])
  ));
}

/** All registrations, as the template has them; at synthesis only. */
export function renderedRegistrations(service: BaseService, scope: IConstruct): Registration[] {
  const { LoadBalancers: entries } = renderedProperties(serviceResource(service, scope));
  const own = registrationsOf(service);
  return (Array.isArray(entries) ? entries as Array<Record<string, any>> : []).flatMap((entry) => (
    [entry.TargetGroupArn, entry.AdvancedConfiguration?.AlternateTargetGroupArn].flatMap((arn) => arn === undefined ? [] : [{
      key: JSON.stringify(arn),
      targetGroup: own.find(({ key }) => key === JSON.stringify(arn))?.targetGroup,
      containerName: typeof entry.ContainerName === 'string' ? entry.ContainerName : undefined,
      containerPort: typeof entry.ContainerPort === 'number' ? entry.ContainerPort : undefined,
    }])
  ));
}

/** Those of one target group. */
export function registrationsWith(
  registrations: readonly Registration[],
  service: BaseService,
  { targetGroupArn }: ITargetGroup,
): Registration[] {
  const sought = keyOf(service, targetGroupArn);
  return registrations.filter(({ key }) => key === sought);
}

function keyOf(service: BaseService, targetGroupArn: string): string {
  return JSON.stringify(Stack.of(service).resolve(targetGroupArn));
}

function ownTargetGroup(arn: string): Registration['targetGroup'] {
  const scope = referencedConstruct(arn)?.node.scope;
  return scope instanceof ApplicationTargetGroup || scope instanceof NetworkTargetGroup ? scope : undefined;
}

function known<T extends string | number>(value: T | undefined): T | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}
