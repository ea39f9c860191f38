import { type Connections } from 'aws-cdk-lib/aws-ec2';
import { type IBaseService, NetworkMode, type TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { addPortWarning, type PortWarning } from './port-warnings';
import type { ServiceVerificationProps } from './service-verification-options';
import { allowProber, taskConnections } from './task-connections';
import { warnOfUnmappedPort } from '../aws/checked-container';
import { publishedPort, sharedNetwork } from '../aws/port-mappings';
import { takesRules } from '../aws/security-groups';
import { ownService } from '../aws/service-resource';
import { probedPorts } from '../contract/probed-ports';

type Opened = Pick<ServiceVerificationProps, 'verifier' | 'contract' | 'service' | 'container' | 'securityGroups'>;

/** Allows the prober to reach each port that the contract names: at the tasks, or at the instances that they share. */
export function openPorts(scope: Construct, { verifier, contract, service, container, securityGroups }: Opened): void {
  if (!verifier.prober || contract.isWorker) { return; }
  const connections = taskConnections(scope, service, securityGroups);
  if (container && sharedNetwork(service) !== 'bridge') { warnOfUnmappedPort(container, contract, scope); }
  unreachable(service, connections).forEach((warning) => addPortWarning(scope, warning));
  for (const { port, udp } of probedPorts(contract)) {
    const published = publishedPort(service, container, port, udp);
    if (published) {
      allowProber(connections, verifier, published, 'Prober of cdk-ecs-layered-health');
    } else {
      const subject = `Port ${port}/${udp ? 'udp' : 'tcp'} of container '${container?.containerName}'`;
      addPortWarning(scope, { id: 'PortNotPublished', subject });
    }
  }
  // Behind a security group, every port would seem closed to the prober: what must be closed must be reachable.
  for (const port of contract.closedPorts) {
    const published = publishedPort(service, container, port, false);
    if (published) { allowProber(connections, verifier, published, 'Prober of cdk-ecs-layered-health: must be closed'); }
  }
}

/** Why the prober will not reach the tasks, whatever rules are added. */
function unreachable(service: IBaseService, { securityGroups }: Connections): PortWarning[] {
  const immutable = securityGroups.filter((group) => !takesRules(group)).map(({ node }) => `'${node.path}'`);
  const address = withoutAddress(service, securityGroups.length > 0);
  return [
    ...immutable.length > 0 ? [{ id: 'SecurityGroupTakesNoRules' as const, subject: immutable.join(' and ') }] : [],
    ...address ? [address] : [],
  ];
}

function withoutAddress(service: IBaseService, hasGroups: boolean): PortWarning | undefined {
  const taskDefinition = ownService(service)?.taskDefinition;
  if (!taskDefinition) { return hasGroups ? undefined : { id: 'ImportedServiceNotOpened', subject: service.node.path }; }
  if (isExternal(taskDefinition)) { return { id: 'TasksWithoutAddress', subject: 'on external instances' }; }
  if (taskDefinition.networkMode === NetworkMode.NONE) {
    return { id: 'TasksWithoutAddress', subject: `in network mode '${taskDefinition.networkMode}'` };
  }
  return sharedNetwork(service) && !hasGroups ? { id: 'InstancesNotOpened', subject: service.node.path } : undefined;
}

/** ECS Anywhere: machines outside AWS, which EC2 does not know. */
function isExternal({ isExternalCompatible, isEc2Compatible }: TaskDefinition): boolean {
  return isExternalCompatible && !isEc2Compatible;
}
