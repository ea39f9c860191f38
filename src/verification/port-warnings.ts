import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What keeps the prober from reaching tasks, and what to do about it, by the id with which the warning is acknowledged. */
const WARNINGS = {
  SecurityGroupTakesNoRules: (groups) =>
    `Security group ${groups} is imported with mutable: false, so no rule allows the prober and the verifier would report PORT_FILTERED. `
    + 'Import it as mutable, or acknowledge this where it allows the prober already.',
  ImportedServiceNotOpened: (service) =>
    `The security groups of imported service '${service}' are unknown, so no rule allows the prober and the verifier would report `
    + 'PORT_FILTERED. Pass securityGroups, or acknowledge this where they allow the prober already.',
  TasksWithoutAddress: (where) =>
    `Tasks ${where} have no address that AWS knows, so the verifier cannot probe them and reports PROBER_FAULT. Use another network mode `
    + 'on EC2 or Fargate, or pass verify: false.',
  InstancesNotOpened: (service) =>
    `The security group of the instances of service '${service}' is unknown, so no rule allows the prober and the verifier would report `
    + 'PORT_FILTERED. The CDK knows it of addCapacity, but not of a capacity provider: call cluster.connections.addSecurityGroup(…) before '
    + 'the service is created, or import the cluster with its security groups.',
  PortNotPublished: (port) =>
    `${port} is not published, so nothing outside its instance can reach it and the verifier reports PROBER_FAULT. Add the port mapping `
    + 'before the contract is applied, or pass verify: false.',
} as const satisfies Readonly<Record<string, (subject: string) => string>>;

/** One warning, and what it is about. */
export interface PortWarning {
  readonly id: keyof typeof WARNINGS;
  readonly subject: string;
}

export function addPortWarning(scope: Construct, { id, subject }: PortWarning): void {
  Annotations.of(scope).addWarningV2(`cdk-ecs-layered-health:${id}`, WARNINGS[id](subject));
}
