import { Annotations } from 'aws-cdk-lib';
import type { Connections } from 'aws-cdk-lib/aws-ec2';
import { IBaseService, NetworkMode, TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { ServiceVerificationProps } from './service-verification-options';
import { letIn, taskConnections } from './task-connections';
import { warnOfUnmappedPort } from '../aws/checked-container';
import { publishedPort, sharedNetwork } from '../aws/port-mappings';
import { takesRules } from '../aws/security-groups';
import { ownService } from '../aws/service-resource';

type Opened = Pick<ServiceVerificationProps, 'verifier' | 'contract' | 'service' | 'container' | 'securityGroups'>;

/** Lets the prober reach each port that the contract names: at the tasks, or at the instances that they share. */
export function openPorts(scope: Construct, { verifier, contract, service, container, securityGroups }: Opened): void {
  if (!verifier.prober || contract.isWorker) { return; }
  const connections = taskConnections(scope, service, securityGroups);
  warnOfWhatCannotBeReached(scope, service, connections);
  if (container && sharedNetwork(service) !== 'bridge') { warnOfUnmappedPort(container, contract, scope); }
  const asked = [contract.liveness, contract.trafficEndpoint].map((endpoint) => ({ port: endpoint.port ?? contract.port, udp: endpoint.protocol === 'udp' }));
  const rules = new Map([{ port: contract.port, udp: asked.every(({ udp }) => udp) }, ...asked].map((rule) => [`${rule.udp} ${rule.port}`, rule]));
  for (const { port, udp } of rules.values()) {
    const published = publishedPort(service, container, port, udp);
    if (published) {
      letIn(connections, verifier, published, 'Prober of cdk-ecs-layered-health');
      continue;
    }
    Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:PortNotPublished',
      `Container '${container?.containerName}' does not publish its port ${port}/${udp ? 'udp' : 'tcp'}, so nobody outside its instance can reach it and the verifier reports PROBER_FAULT. Add the port mapping before the contract is applied, or pass verify: false.`);
  }
  // A port behind a security group would look closed to the prober however open it is: what must be closed must be reachable.
  for (const port of contract.closedPorts) {
    const published = publishedPort(service, container, port, false);
    if (published) { letIn(connections, verifier, published, 'Prober of cdk-ecs-layered-health: must be closed'); }
  }
}

function warnOfWhatCannotBeReached(scope: Construct, service: IBaseService, { securityGroups }: Connections): void {
  const taskDefinition = ownService(service)?.taskDefinition;
  const immutable = securityGroups.filter((group) => !takesRules(group)).map(({ node }) => `'${node.path}'`);
  if (immutable.length > 0) {
    Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:SecurityGroupTakesNoRules',
      `Security group ${immutable.join(' and ')} is imported with mutable: false, so no rule allows the prober and the verifier would report PORT_FILTERED. `
      + 'Import it as mutable, or acknowledge this where it allows the prober already.');
  }
  if (!taskDefinition) {
    if (securityGroups.length > 0) { return; }
    Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:ImportedServiceNotOpened',
      `The security groups of imported service '${service.node.path}' are not known, so the prober is not let in and the verifier would report PORT_FILTERED. Pass securityGroups, or acknowledge this where they let it in already.`);
  } else if (taskDefinition.networkMode === NetworkMode.NONE || runsElsewhere(taskDefinition)) {
    const where = runsElsewhere(taskDefinition) ? 'on external instances' : `in network mode '${taskDefinition.networkMode}'`;
    Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:TasksWithoutAddress',
      `Tasks ${where} have no address that AWS knows, so the verifier cannot probe them and reports PROBER_FAULT. Use another network mode on EC2 or Fargate, or pass verify: false.`);
  } else if (sharedNetwork(service) && securityGroups.length === 0) {
    Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:InstancesNotOpened',
      'The security group of the instances is not known, so the prober is not let in and the verifier would report PORT_FILTERED. The CDK knows it of addCapacity, but not of a capacity provider: call cluster.connections.addSecurityGroup(…) before the service is created, or import the cluster with its security groups.');
  }
}

/** ECS Anywhere: machines of one's own, of which EC2 knows nothing. */
function runsElsewhere({ isExternalCompatible, isEc2Compatible }: TaskDefinition): boolean {
  return isExternalCompatible && !isEc2Compatible;
}
