import { CfnResource, Token } from 'aws-cdk-lib';
import type { BaseService, CfnService, CfnTaskDefinition, IBaseService, IService, TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { fail } from '../contract/errors';

/** A service as this app defines it; undefined for an imported one, of which only name and cluster are known. */
export function ownService(service: IBaseService): BaseService | undefined {
  return (service as BaseService).taskDefinition ? service as BaseService : undefined;
}

/** The AWS::ECS::Service behind a service of this app. */
export function serviceResource(service: BaseService, scope: IConstruct): CfnService {
  const found = resourceBelow(service, 'AWS::ECS::Service');
  return found as CfnService
    ?? fail({
      what: 'The settings of a service can only be changed where it is defined',
      got: `${service.node.path} (imported)`,
      allowed: 'a FargateService or an Ec2Service of this app',
      fix: 'apply the contract in the app that defines the service',
      at: scope.node.path,
    });
}

/** The AWS::ECS::TaskDefinition behind a task definition of this app. */
export function taskDefinitionResource(taskDefinition: TaskDefinition, scope: IConstruct): CfnTaskDefinition {
  const found = resourceBelow(taskDefinition, 'AWS::ECS::TaskDefinition');
  return found as CfnTaskDefinition
    ?? fail({
      what: 'A container can only be changed where its task definition is defined',
      got: `${taskDefinition.node.path} (imported)`,
      allowed: 'a task definition of this app',
      fix: 'spread contract.containerOptions(probe) into addContainer where the container is defined',
      at: scope.node.path,
    });
}

/** The name that a service was given in code, as a plain string; undefined where CloudFormation chooses it. */
export function declaredServiceName(service: IService): string | undefined {
  const resource = resourceBelow(service, 'AWS::ECS::Service') as CfnService | undefined;
  return [resource?.serviceName, service.serviceName].find((name) => name !== undefined && !Token.isUnresolved(name));
}

/** By type, not by the id of the child: subclasses and patterns are free to name it. */
export function resourceBelow(construct: IConstruct, type: string): CfnResource | undefined {
  return construct.node.children.find((child): child is CfnResource => CfnResource.isCfnResource(child) && child.cfnResourceType === type);
}
