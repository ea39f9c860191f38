import { Stack } from 'aws-cdk-lib';
import { Connections, IConnectable, ISecurityGroup, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IBaseService } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { relativeAddress } from '../aws/relative-address';
import { takesRules } from '../aws/security-groups';
import { ownService } from '../aws/service-resource';

/**
 * The tasks' side of the network. What is allowed there is written into the stack of `scope`: in another stack of the service it would need
 * the prober, which stands behind the service already, and both stacks would need each other.
 *
 * @param imported security groups of an imported service
 */
export function taskConnections(scope: Construct, service: IBaseService, imported: ISecurityGroup[] = []): Connections {
  const connections = ownService(service)?.connections ?? new Connections({ securityGroups: imported });
  // Imported again, one that takes no rules would take them.
  const elsewhere = (group: ISecurityGroup) => Stack.of(group) !== Stack.of(scope) && takesRules(group);
  if (!connections.securityGroups.some(elsewhere)) { return connections; }
  return new Connections({
    securityGroups: connections.securityGroups.map((group, index) => (
      elsewhere(group) ? SecurityGroup.fromSecurityGroupId(scope, `Tasks${index + 1}`, group.securityGroupId) : group
    )),
  });
}

/**
 * Lets the prober in by a rule inside the tasks' security group, where that is defined by this app. The CDK writes rules between two
 * groups beside them, lest the groups need each other; the prober's needs no other, and fifty services save fifty resources.
 */
export function letIn(tasks: Connections, { connections: prober }: IConnectable, port: Port, description: string): void {
  for (const group of prober.securityGroups) {
    const [first] = tasks.securityGroups;
    const peer = {
      canInlineRule: !tasks.securityGroups.includes(group),
      // The CDK names a rule beside a group after this. The group's own would give the rule another logical id in each stage.
      uniqueId: first ? `${group.node.id}-${relativeAddress(first, group)}` : group.uniqueId,
      connections: new Connections(),
      toIngressRuleConfig: () => group.toIngressRuleConfig(),
      toEgressRuleConfig: () => group.toEgressRuleConfig(),
    };
    tasks.allowFrom(new Connections({ peer }), port, description);
    // Only groups that do not let everything out anyway get this one.
    tasks.securityGroups.forEach((tasksGroup) => group.addEgressRule(tasksGroup, port, description, true));
  }
}
