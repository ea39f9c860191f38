import { type Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { InstanceType, type IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  type BaseService,
  Cluster,
  ContainerImage,
  Ec2Service,
  Ec2TaskDefinition,
  ExternalService,
  ExternalTaskDefinition,
  type ICluster,
  NetworkMode,
  type PortMapping,
  Protocol,
} from 'aws-cdk-lib/aws-ecs';
import { DeepVerifier, type HealthContractProps, HealthDialogue, HealthEndpoint, ServiceVerification } from '../../src';
import { contract, fargateService, ingressRules, Match, stackWithVpc, Template, planParameters, readStatements } from '../fixtures';

const withCapacity = (stack: Stack, vpc: IVpc) =>
  new Cluster(stack, 'Cluster', { vpc, capacity: { instanceType: new InstanceType('t3.small') } });

interface Given {
  readonly networkMode?: NetworkMode;
  readonly portMappings?: PortMapping[];
  readonly promises?: Partial<HealthContractProps>;
  readonly cluster?: (stack: Stack, vpc: IVpc) => ICluster;
}

function verify({ networkMode = NetworkMode.BRIDGE, portMappings = [{ containerPort: 3000 }], promises, cluster = withCapacity }: Given) {
  const { stack, vpc } = stackWithVpc();
  const taskDefinition = new Ec2TaskDefinition(stack, 'Tasks', { networkMode });
  taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('web'), memoryLimitMiB: 128, portMappings });
  const service = new Ec2Service(stack, 'Service', { cluster: cluster(stack, vpc), taskDefinition });
  return verification(stack, vpc, service, promises);
}

function verification(stack: Stack, vpc: IVpc, service: BaseService, promises?: Partial<HealthContractProps>) {
  new ServiceVerification(stack, 'Verification', { verifier: DeepVerifier.forVpc(stack, vpc), contract: contract(promises), service });
  return {
    stack,
    template: Template.fromStack(stack),
    warnings: () =>
      Annotations.fromStack(stack)
        .findWarning('/Stack/Verification', Match.anyValue())
        .map(({ entry: { data } }) => String(data)),
  };
}

/** What the prober may reach. */
function opened(template: Template): string[] {
  return ingressRules(template).filter(({ Description }) => /^Prober/.test(String(Description)))
    .map(({ IpProtocol, FromPort, ToPort }) => `${IpProtocol} ${FromPort}${ToPort === FromPort ? '' : `-${ToPort}`}`).sort();
}

function plan(template: Template): { service: { network?: string } } {
  const [{ Properties }] = planParameters(template) as {
    Properties: { Value: unknown };
  }[];
  const text = JSON.stringify(Properties.Value);
  return { service: { network: /\\"network\\":\\"(\w+)\\"/.exec(text)?.[1] } };
}

const UDP = HealthEndpoint.udp(HealthDialogue.dns());

test.each<[string, Given, string[]]>([
  ['the ports that instances give out', {}, ['tcp 32768-65535']],
  ["a host port of one's own", { portMappings: [{ containerPort: 3000, hostPort: 8088 }] }, ['tcp 8088']],
  ["a container's range", { portMappings: [{ containerPort: 0, containerPortRange: '2990-3010' }] }, ['tcp 32768-65535']],
  [
    'UDP where only UDP is spoken',
    { portMappings: [{ containerPort: 3000, protocol: Protocol.UDP }], promises: { liveness: UDP, readiness: UDP } },
    ['udp 32768-65535'],
  ],
  [
    'a port that must be closed, where it is published',
    {
      portMappings: [
        { containerPort: 3000, hostPort: 8088 },
        { containerPort: 9229, hostPort: 9230 },
      ],
      promises: { closedPorts: [9229, 5005] },
    },
    ['tcp 8088', 'tcp 9230'],
  ],
  ["the container's port in host mode", { networkMode: NetworkMode.HOST }, ['tcp 3000']],
  ["the task's own port in awsvpc mode", { networkMode: NetworkMode.AWS_VPC }, ['tcp 3000']],
])('the prober reaches %s, and nothing else', (_, given, expected) => {
  const { template, warnings } = verify(given);
  expect(opened(template)).toEqual(expected);
  expect(warnings()).toEqual([]);
});

test.each([
  [NetworkMode.BRIDGE, 'bridge'],
  [NetworkMode.NAT, 'bridge'],
  [NetworkMode.HOST, 'host'],
  [NetworkMode.AWS_VPC, undefined],
])('the plan of mode %s names %s', (networkMode, network) => {
  expect(plan(verify({ networkMode }).template).service.network).toBe(network);
});

test('instances are read only where a service shares their address, and by cluster', () => {
  const statements = (template: Template) =>
    readStatements(template).filter(({ Action }) => /Instances$/.test(String(Action)));
  const shared = statements(verify({}).template).filter(
    ({ Action }) => Action === 'ecs:DescribeContainerInstances' || Action === 'ec2:DescribeInstances',
  );
  expect(shared).toHaveLength(2);
  expect(shared).toContainEqual(expect.objectContaining({ Action: 'ec2:DescribeInstances', Resource: '*' }));
  expect(JSON.stringify(shared)).toMatch(/:container-instance\/",\{"Ref":"Cluster\w+"\},"\/\*"/);
  const { stack, vpc } = stackWithVpc();
  expect(statements(verification(stack, vpc, fargateService(stack, new Cluster(stack, 'Cluster', { vpc }))).template)).toEqual([]);
});

test('fifty services of one cluster add the statements and the rule once', () => {
  const { stack, vpc } = stackWithVpc();
  const cluster = withCapacity(stack, vpc);
  const verifier = DeepVerifier.forVpc(stack, vpc);
  for (const name of ['A', 'B', 'C']) {
    const taskDefinition = new Ec2TaskDefinition(stack, `${name}Tasks`);
    taskDefinition.addContainer('web', {
      image: ContainerImage.fromRegistry('web'),
      memoryLimitMiB: 128,
      portMappings: [{ containerPort: 3000 }],
    });
    new ServiceVerification(stack, name, {
      verifier,
      contract: contract(),
      service: new Ec2Service(stack, `${name}Service`, { cluster, taskDefinition }),
    });
  }
  const template = Template.fromStack(stack);
  expect(opened(template)).toEqual(['tcp 32768-65535']);
  expect(JSON.stringify(template.toJSON()).match(/:container-instance\//g)).toHaveLength(1);
});

test.each<[string, Given, RegExp]>([
  ['a port that nobody publishes', { portMappings: [] }, /Port 3000\/tcp of container .* is not published.*PortNotPublished/s],
  ['network mode none', { networkMode: NetworkMode.NONE, portMappings: [] }, /network mode 'none'.*TasksWithoutAddress/s],
  ['instances whose security group is not known', {
    cluster: (stack, vpc) => Cluster.fromClusterAttributes(stack, 'Imported', { clusterName: 'c', vpc, securityGroups: [] }),
  }, /security group of the instances of service .* is unknown.*InstancesNotOpened/s],
])('%s is told at synthesis', (_, given, warning) => {
  expect(verify(given).warnings()).toEqual([expect.stringMatching(warning)]);
});

test('the security groups of an imported cluster are opened', () => {
  const { template, warnings } = verify({
    cluster: (stack, vpc) => Cluster.fromClusterAttributes(stack, 'Imported', {
      clusterName: 'c', vpc, hasEc2Capacity: true, securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    }),
  });
  expect(opened(template)).toEqual(['tcp 32768-65535']);
  expect(warnings()).toEqual([]);
});

test('tasks on external instances are told at synthesis', () => {
  const { stack, vpc } = stackWithVpc();
  const taskDefinition = new ExternalTaskDefinition(stack, 'Tasks');
  taskDefinition.addContainer('web', {
    image: ContainerImage.fromRegistry('web'),
    memoryLimitMiB: 128,
    portMappings: [{ containerPort: 3000 }],
  });
  const service = new ExternalService(stack, 'Service', { cluster: new Cluster(stack, 'Cluster', { vpc }), taskDefinition });
  expect(verification(stack, vpc, service).warnings()).toEqual([expect.stringMatching(/on external instances.*TasksWithoutAddress/s)]);
});
