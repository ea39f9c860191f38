import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { HealthContract, type HealthContractProps, HealthEndpoint, type IContainerProbe } from '../src';

/** A probe whose command shows what it was asked. */
export const ECHO_PROBE: IContainerProbe = {
  command: (endpoint, port, timeout) => ['CMD', 'echo', String(endpoint.path), String(endpoint.port ?? port), String(timeout.toSeconds())],
};

/** A contract like that of an ordinary web service. */
export function contract(props: Partial<HealthContractProps> = {}): HealthContract {
  return new HealthContract({
    port: 3000,
    liveness: HealthEndpoint.http('/health/live'),
    readiness: HealthEndpoint.http('/health/ready'),
    startup: Duration.seconds(60),
    longestRequest: Duration.seconds(30),
    ...props,
  });
}

export function stackWithVpc(): { stack: Stack; vpc: IVpc } {
  const stack = new Stack(new App(), 'Stack');
  return { stack, vpc: new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 }) };
}

export function fargateService(stack: Stack, cluster: Cluster, id = 'Service', desiredCount = 2): FargateService {
  const taskDefinition = new FargateTaskDefinition(stack, `${id}Tasks`);
  taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('web'), portMappings: [{ containerPort: 3000 }] });
  return new FargateService(stack, id, { cluster, taskDefinition, desiredCount, minHealthyPercent: 100 });
}

/** What security groups let in, by rules within them and beside them. */
export function ingressRules(template: Template): Array<Record<string, any>> {
  const inside = Object.values(template.findResources('AWS::EC2::SecurityGroup')).flatMap(
    ({ Properties }) => Properties.SecurityGroupIngress ?? [],
  );
  return [...inside, ...Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties)];
}

export { Match, Template };

/** The parameters that hold plans. */
export function planParameters(template: Template): any[] {
  return Object.values(template.findResources('AWS::SSM::Parameter', { Properties: { Name: Match.stringLikeRegexp('/plans/') } }));
}

/** What the verifier may read. */
export function readStatements(template: Template): any[] {
  return Object.values(template.findResources('AWS::IAM::Role'))
    .flatMap(({ Properties }) => Properties.Policies ?? [])
    .filter(({ PolicyName }) => PolicyName === 'read')
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}
