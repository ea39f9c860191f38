import { Stack } from 'aws-cdk-lib';
import { Connections, type IConnectable, type ISecurityGroup, type Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { relativeAddress } from '../aws/relative-address';
import { takesRules } from '../aws/security-groups';
import { ownService } from '../aws/service-resource';

/**
 * The security groups of the tasks. Their rules are written into the stack of `scope`: in another stack of the service they would refer to
 * the prober, whose stack depends on the service already, and both stacks would depend on each other.
 *
 * @param imported security groups of an imported service
 */
export function taskConnections(scope: Construct, service: IBaseService, imported: ISecurityGroup[] = []): Connections {
  const connections = ownService(service)?.connections ?? new Connections({ securityGroups: imported });
  // A group that takes no rules stays as it is: imported again, it would take them.
  const elsewhere = (group: ISecurityGroup) => Stack.of(group) !== Stack.of(scope) && takesRules(group);
  if (!connections.securityGroups.some(elsewhere)) { return connections; }
  return new Connections({
    securityGroups: connections.securityGroups.map((group, index) => (
      elsewhere(group) ? SecurityGroup.fromSecurityGroupId(scope, `Tasks${index + 1}`, group.securityGroupId) : group
    )),
  });
}

/**
 * Allows the prober by a rule inside the tasks' security group, where this app defines it. Between two groups the CDK writes rules as
 * resources of their own, so that the groups do not depend on each other; the prober's depends on no other, and fifty services save fifty
 * resources.
 */
export function allowProber(tasks: Connections, { connections: prober }: IConnectable, port: Port, description: string): void {
  for (const group of prober.securityGroups) {
    const [first] = tasks.securityGroups;
    const peer = {
      canInlineRule: !tasks.securityGroups.includes(group),
      // The CDK names a rule beside a group after this. The group's own id would give the rule another logical id in each stage.
      uniqueId: first ? `${group.node.id}-${relativeAddress(first, group)}` : group.uniqueId,
      connections: new Connections(),
      toIngressRuleConfig: () => group.toIngressRuleConfig(),
      toEgressRuleConfig: () => group.toEgressRuleConfig(),
    };
    tasks.allowFrom(new Connections({ peer }), port, description);
    // Without effect on groups that allow all outbound traffic anyway.
    tasks.securityGroups.forEach((tasksGroup) => group.addEgressRule(tasksGroup, port, description, true));
  }
}
