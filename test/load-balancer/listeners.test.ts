import { App, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { type IVpc, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type CfnService, Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationListener,
  ApplicationListenerRule,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationProtocolVersion,
  ApplicationTargetGroup,
  ListenerAction,
  ListenerCertificate,
  ListenerCondition,
  NetworkListener,
  NetworkListenerAction,
  NetworkLoadBalancer,
  NetworkTargetGroup,
  Protocol,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HealthEndpoint, LayeredHealth, TargetGroupHealth } from '../../src';
import { contract, fargateService, Match, stackWithVpc, Template } from '../fixtures';

const OWN_PORT = contract({ readiness: HealthEndpoint.http('/ready', { port: 9000 }) });
const CERTIFICATE = ListenerCertificate.fromArn('arn:aws:acm:eu-west-1:123456789012:certificate/0');

function setup() {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  return { stack, vpc, service };
}

const applicationGroup = (stack: Stack, vpc: IVpc, id = 'Group', protocolVersion?: ApplicationProtocolVersion) =>
  new ApplicationTargetGroup(stack, id, {
    vpc,
    port: 3000,
    protocol: ApplicationProtocol.HTTP,
    protocolVersion,
    targetType: TargetType.IP,
  });
const networkGroup = (stack: Stack, vpc: IVpc, protocol = Protocol.TCP) =>
  new NetworkTargetGroup(stack, 'Group', { vpc, port: 3000, protocol, targetType: TargetType.IP });

const warned = (stack: Stack, id: string) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp(`cdk-ecs-layered-health:${id}`))
    .map(({ entry }) => String(entry.data));
const ingress = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);

describe('a target group and its listener', () => {
  test('no listener at all is said, one that comes later is found', () => {
    const { stack, vpc, service } = setup();
    const [alone, attached] = [applicationGroup(stack, vpc, 'Alone'), applicationGroup(stack, vpc, 'Attached')];
    new TargetGroupHealth(stack, 'Health1', { contract: contract(), targetGroup: alone, service });
    new TargetGroupHealth(stack, 'Health2', { contract: contract(), targetGroup: attached, service });
    new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [attached] });
    expect(warned(stack, 'TargetGroupWithoutListener')).toEqual([expect.stringContaining("'Stack/Alone'")]);
  });

  test.each([
    [
      'directly',
      (listener: ApplicationListener, group: ApplicationTargetGroup) =>
        listener.addAction('Default', { action: ListenerAction.forward([group]) }),
    ],
    [
      'by a rule of the listener',
      (listener: ApplicationListener, group: ApplicationTargetGroup) => {
        listener.addAction('Default', { action: ListenerAction.fixedResponse(404) });
        listener.addTargetGroups('Rule', { priority: 1, conditions: [ListenerCondition.pathPatterns(['/api/*'])], targetGroups: [group] });
      },
    ],
    [
      'by a rule that stands elsewhere',
      (listener: ApplicationListener, group: ApplicationTargetGroup) => {
        listener.addAction('Default', { action: ListenerAction.fixedResponse(404) });
        new ApplicationListenerRule(Stack.of(listener), 'Rule', {
          listener,
          priority: 1,
          conditions: [ListenerCondition.pathPatterns(['/api/*'])],
          targetGroups: [group],
        });
      },
    ],
  ])('gRPC needs HTTPS: attached %s', (_, attach) => {
    const { stack, vpc } = setup();
    const grpc = contract({ readiness: HealthEndpoint.grpc() });
    const group = applicationGroup(stack, vpc, 'Group', ApplicationProtocolVersion.GRPC);
    new TargetGroupHealth(stack, 'Health', { contract: grpc, targetGroup: group });
    attach(new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', { port: 80 }), group);
    expect(() => Template.fromStack(stack)).toThrow(
      /\[Stack\/Health\] A target group of GRPC needs an HTTPS listener: got HTTP for 'Stack\/Group\/Resource', allowed: HTTPS\. Give/,
    );
  });

  test('gRPC behind HTTPS is fine, but not where HTTP/2 is turned off', () => {
    const build = (http2Enabled?: boolean) => {
      const { stack, vpc } = setup();
      const group = applicationGroup(stack, vpc, 'Group', ApplicationProtocolVersion.GRPC);
      new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness: HealthEndpoint.grpc() }), targetGroup: group });
      new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc, http2Enabled }).addListener('Listener', {
        port: 443,
        certificates: [CERTIFICATE],
        defaultTargetGroups: [group],
      });
      return warned(stack, '');
    };
    expect(build()).toEqual([]);
    expect(build(false)).toEqual([expect.stringContaining("Clients cannot speak HTTP/2 to load balancer 'Stack/LoadBalancer/Resource'")]);
  });

  const pairs: Array<[Protocol, Protocol, boolean]> = [
    [Protocol.TCP, Protocol.TCP, true], [Protocol.TCP, Protocol.TCP_UDP, true],
    [Protocol.TCP, Protocol.TLS, false], [Protocol.TCP, Protocol.UDP, false],
    [Protocol.TLS, Protocol.TLS, true], [Protocol.TLS, Protocol.TCP, true], [Protocol.TLS, Protocol.UDP, false],
    [Protocol.UDP, Protocol.UDP, true], [Protocol.UDP, Protocol.TCP_UDP, true],
    [Protocol.UDP, Protocol.TCP, false], [Protocol.TCP_UDP, Protocol.TCP, false],
  ];
  test.each(pairs)('an NLB listener of %s and a target group of %s fit: %s', (listener, group, fits) => {
    const { stack, vpc } = setup();
    const targetGroup = networkGroup(stack, vpc, group);
    const certificates = listener === Protocol.TLS ? [CERTIFICATE] : undefined;
    new NetworkLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', {
      port: 443,
      protocol: listener,
      certificates,
      defaultTargetGroups: [targetGroup],
    });
    const health = new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup });
    const errors = health.node.validate();
    expect(errors).toEqual(
      fits
        ? []
        : [
          expect.stringContaining(
            `A ${listener} listener cannot send its traffic to this target group: got protocol ${group} of 'Stack/Group/Resource'`,
          ),
        ],
    );
  });

  test('an imported listener says nothing of itself, and is not judged', () => {
    const { stack, vpc, service } = setup();
    const group = applicationGroup(stack, vpc, 'Group', ApplicationProtocolVersion.GRPC);
    const listener = ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
      listenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/0/1',
      securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Clients', 'sg-0123'),
    });
    listener.addTargetGroups('Rule', { priority: 1, conditions: [ListenerCondition.pathPatterns(['/*'])], targetGroups: [group] });
    new TargetGroupHealth(stack, 'Health', {
      contract: contract({ readiness: HealthEndpoint.grpc('', { port: 9000 }) }),
      targetGroup: group,
      service,
    });
    expect(warned(stack, '')).toEqual([]);
    expect(ingress(stack)).toContainEqual(expect.objectContaining({ FromPort: 9000, ToPort: 9000, SourceSecurityGroupId: 'sg-0123' }));
  });
});

describe('the port of the check is open to the load balancer', () => {
  test.each([['before', true], ['after', false]])('ALB: a port of its own, whose listener is added %s', (_, before) => {
    const { stack, vpc, service } = setup();
    const group = applicationGroup(stack, vpc);
    const attach = () =>
      new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [group] });
    service.attachToApplicationTargetGroup(group);
    if (before) { attach(); }
    new TargetGroupHealth(stack, 'Health', { contract: OWN_PORT, targetGroup: group, service });
    if (!before) { attach(); }
    expect(ingress(stack).map(({ FromPort }) => FromPort).sort()).toEqual([3000, 9000]);
    expect(ingress(stack)[1].SourceSecurityGroupId).toEqual(ingress(stack)[0].SourceSecurityGroupId);
  });

  test('ALB: nothing is added for the port of the traffic, not even when it is named', () => {
    for (const readiness of [HealthEndpoint.http('/ready'), HealthEndpoint.http('/ready', { port: 3000 })]) {
      const { stack, vpc, service } = setup();
      const group = applicationGroup(stack, vpc);
      service.attachToApplicationTargetGroup(group);
      new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [group] });
      new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness }), targetGroup: group, service });
      expect(ingress(stack)).toHaveLength(1);
    }
  });

  test('ALB: without the service it can only be said', () => {
    const { stack, vpc } = setup();
    const targetGroup = applicationGroup(stack, vpc);
    new TargetGroupHealth(stack, 'Health', { contract: OWN_PORT, targetGroup });
    expect(warned(stack, 'CheckPortNotOpened')).toEqual([
      expect.stringContaining("'Stack/Group' to reach port 9000: no service was passed. Pass service."),
    ]);
  });

  const behindNetwork = (
    build: (stack: Stack, vpc: IVpc, group: NetworkTargetGroup, service: FargateService) => void,
    used = contract(),
  ) => {
    const { stack, vpc, service } = setup();
    const group = networkGroup(stack, vpc);
    service.attachToNetworkTargetGroup(group);
    build(stack, vpc, group, service);
    new TargetGroupHealth(stack, 'Health', { contract: used, targetGroup: group, service });
    return stack;
  };

  test('NLB with security groups: from them', () => {
    const stack = behindNetwork((scope, vpc, group) => {
      const securityGroups = [new SecurityGroup(scope, 'Balancer', { vpc })];
      new NetworkLoadBalancer(scope, 'LoadBalancer', { vpc, securityGroups }).addListener('Listener', {
        port: 80,
        defaultTargetGroups: [group],
      });
    });
    expect(ingress(stack)).toEqual([expect.objectContaining({
      FromPort: 3000, ToPort: 3000, SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringMatching(/^Balancer/), 'GroupId'] },
    })]);
    expect(warned(stack, '')).toEqual([]);
  });

  test.each([[3000, contract()], [9000, OWN_PORT]])('NLB without security groups: from the VPC, at port %i', (port, used) => {
    const stack = behindNetwork((scope, vpc, group) => {
      new NetworkLoadBalancer(scope, 'LoadBalancer', { vpc }).addListener('Listener', {
        port: 80,
        defaultAction: NetworkListenerAction.forward([group]),
      });
    }, used);
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Stack/Service/SecurityGroup',
      SecurityGroupIngress: [
        Match.objectLike({
          CidrIp: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Vpc'), 'CidrBlock'] },
          FromPort: port,
          ToPort: port,
          IpProtocol: 'tcp',
        }),
      ],
    });
    expect(warned(stack, '')).toEqual([]);
  });

  test('NLB: what cannot be opened is said', () => {
    const imported = behindNetwork((scope, _vpc, group) => {
      const listener = NetworkListener.fromNetworkListenerArn(
        scope,
        'Listener',
        'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/net/web/0/1',
      );
      group.registerListener(listener);
    });
    expect(warned(imported, 'CheckPortNotOpened')).toEqual([expect.stringContaining('to reach port 3000: its listener is imported')]);

    const unknown = behindNetwork((scope, _vpc, group) => {
      const loadBalancer = NetworkLoadBalancer.fromNetworkLoadBalancerAttributes(scope, 'LoadBalancer', {
        loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/web/0',
      });
      loadBalancer.addListener('Listener', { port: 80, defaultTargetGroups: [group] });
    });
    expect(warned(unknown, 'CheckPortNotOpened')).toEqual([expect.stringContaining('imported without security groups and VPC')]);

    const { stack, vpc, service } = setup();
    const targetGroup = networkGroup(stack, vpc);
    new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup, service });
    new NetworkLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [targetGroup] });
    expect(warned(stack, 'CheckPortNotOpened')).toEqual([expect.stringContaining('the listener was added afterwards')]);
  });

  test('a port of traffic that is not the contract\'s is refused, whenever the service is attached', () => {
    const another = contract({ port: 8080 });
    expect(() => behindNetwork(() => undefined, another)).toThrow(
      new RegExp(
        [
          /\[Stack\/Health\] The load balancer sends traffic to another port than the contract names: /,
          /got port 8080 in the contract, and port 3000 of container 'web' \(which maps 3000\) in the target groups, allowed: one port in both\. Give the contract port 3000/,
        ]
          .map(({ source }) => source)
          .join(''),
      ),
    );

    const { stack, vpc, service } = setup();
    const targetGroup = networkGroup(stack, vpc);
    new TargetGroupHealth(stack, 'Health', { contract: another, targetGroup, service });
    service.attachToNetworkTargetGroup(targetGroup);
    expect(() => Template.fromStack(stack)).toThrow(
      /\[Stack\/Health\].*got port 8080 in the contract, and port 3000 in target group 'Stack\/Group'/,
    );
  });

  test('rules that the author has added count', () => {
    const stack = behindNetwork((scope, _vpc, group, service) => {
      group.registerListener(
        NetworkListener.fromNetworkListenerArn(
          scope,
          'Listener',
          'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/net/web/0/1',
        ),
      );
      service.connections.allowFromAnyIpv4(Port.tcpRange(2999, 3000));
    });
    expect(warned(stack, 'CheckPortNotOpened')).toEqual([]);
  });

  test.each(['ALB', 'NLB'])('%s: a security group that takes no rules is said', (kind) => {
    const { stack, vpc } = setup();
    const taskDefinition = new FargateTaskDefinition(stack, 'OtherTasks');
    taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('web'), portMappings: [{ containerPort: 3000 }] });
    const securityGroups = [SecurityGroup.fromSecurityGroupId(stack, 'Immutable', 'sg-1', { mutable: false })];
    const service = new FargateService(stack, 'Other', {
      cluster: new Cluster(stack, 'OtherCluster', { vpc }),
      taskDefinition,
      securityGroups,
    });
    const group = kind === 'ALB' ? applicationGroup(stack, vpc) : networkGroup(stack, vpc);
    if (group instanceof NetworkTargetGroup) {
      service.attachToNetworkTargetGroup(group);
      new NetworkLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [group] });
    } else {
      service.attachToApplicationTargetGroup(group);
      new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [group] });
    }
    new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: group, service });
    expect(warned(stack, 'CheckPortNotOpened')).toEqual([
      expect.stringContaining('to reach port 3000: a security group of the targets is imported with mutable: false'),
    ]);
  });

  test('NLB: a load balancer of another stack', () => {
    const app = new App();
    const network = new Stack(app, 'Network');
    const vpc = new Vpc(network, 'Vpc', { maxAzs: 2 });
    const loadBalancer = new NetworkLoadBalancer(network, 'LoadBalancer', { vpc });
    const stack = new Stack(app, 'Service');
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
    const group = networkGroup(stack, vpc);
    new NetworkListener(stack, 'Listener', { loadBalancer, port: 80, defaultTargetGroups: [group] });
    new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: group, service });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ FromPort: 3000 })],
    });
  });
});

test('a blue/green pair: both target groups get the same settings', () => {
  const { stack, vpc, service } = setup();
  const [blue, green] = [applicationGroup(stack, vpc, 'Blue'), applicationGroup(stack, vpc, 'Green')];
  const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc });
  loadBalancer.addListener('Production', {
    port: 80,
    defaultAction: ListenerAction.weightedForward([
      { targetGroup: blue, weight: 1 },
      { targetGroup: green, weight: 0 },
    ]),
  });
  service.attachToApplicationTargetGroup(blue);
  (service.node.findChild('Service') as CfnService).addPropertyOverride('LoadBalancers.0.AdvancedConfiguration', {
    AlternateTargetGroupArn: green.targetGroupArn,
  });
  new LayeredHealth(stack, 'Health', { contract: OWN_PORT, service, targetGroups: [blue, green], verify: false });
  const groups = Object.values(Template.fromStack(stack).findResources('AWS::ElasticLoadBalancingV2::TargetGroup')).map(
    ({ Properties }) => Properties,
  );
  expect(groups).toHaveLength(2);
  expect(groups[0]).toEqual(groups[1]);
  expect(groups[0]).toMatchObject({ HealthCheckPath: '/ready', HealthCheckPort: '9000', HealthCheckIntervalSeconds: 35 });
  expect(ingress(stack).map(({ FromPort }) => FromPort).sort()).toEqual([3000, 9000]);
  expect(warned(stack, '')).toEqual([]);
});
