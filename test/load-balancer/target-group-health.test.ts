import { Duration, type Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationProtocolVersion,
  ApplicationTargetGroup,
  NetworkLoadBalancer,
  NetworkTargetGroup,
  Protocol,
  TargetGroupLoadBalancingAlgorithmType,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HealthEndpoint, TargetGroupHealth } from '../../src';
import { contract, fargateService, Match, stackWithVpc, Template } from '../fixtures';

function setup() {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const targetType = TargetType.IP;
  const alb = () => new ApplicationTargetGroup(stack, 'Alb', { vpc, port: 3000, protocol: ApplicationProtocol.HTTP, targetType });
  const nlb = (protocol = Protocol.TCP) => new NetworkTargetGroup(stack, 'Nlb', { vpc, port: 3000, protocol, targetType });
  return { stack, vpc, service, alb, nlb };
}

test('ALB: every setting comes from the contract', () => {
  const { stack, service, alb } = setup();
  new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: alb(), service, slowStart: Duration.seconds(30) });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckProtocol: 'HTTP',
    HealthCheckPath: '/health/ready',
    HealthCheckPort: 'traffic-port',
    Matcher: { HttpCode: '200-299' },
    HealthCheckIntervalSeconds: 35,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
    TargetGroupAttributes: Match.arrayWith([
      { Key: 'deregistration_delay.timeout_seconds', Value: '30' },
      { Key: 'slow_start.duration_seconds', Value: '30' },
    ]),
  });
  template.hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 135 });
});

test('ALB: HTTPS, own port, own status codes', () => {
  const { stack, alb } = setup();
  const readiness = HealthEndpoint.https('/ready?probe=1', { port: 8443, statusCodes: '200,204' });
  new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness }), targetGroup: alb() });
  Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckProtocol: 'HTTPS', HealthCheckPath: '/ready?probe=1', HealthCheckPort: '8443', Matcher: { HttpCode: '200,204' },
  });
});

test('NLB: HTTP check and minutes of grace for its slow registration', () => {
  const { stack, service, nlb } = setup();
  new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: nlb(), service });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    Protocol: 'TCP',
    HealthCheckProtocol: 'HTTP',
    HealthCheckPath: '/health/ready',
    Matcher: { HttpCode: '200-299' },
    HealthCheckIntervalSeconds: 35,
  });
  template.hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 315 });
});

test('NLB: TCP check has neither path nor matcher', () => {
  const { stack, nlb } = setup();
  new TargetGroupHealth(stack, 'Health', {
    contract: contract({ liveness: HealthEndpoint.tcp(), readiness: undefined }),
    targetGroup: nlb(),
  });
  Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckProtocol: 'TCP', HealthCheckPath: Match.absent(), Matcher: Match.absent(), HealthCheckTimeoutSeconds: 5,
  });
});

test('several target groups of one service: the longest grace period wins, in either order', () => {
  for (const reversed of [false, true]) {
    const { stack, service, alb, nlb } = setup();
    const groups = reversed ? [nlb(), alb()] : [alb(), nlb()];
    groups.forEach((targetGroup, index) => new TargetGroupHealth(stack, `Health${index}`, { contract: contract(), targetGroup, service }));
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 315 });
  }
});

test('of a group in which the service is not registered, the traffic is not that of another group', () => {
  const { stack, vpc, service, nlb } = setup();
  const { containerName } = service.taskDefinition.defaultContainer!;
  service.taskDefinition.defaultContainer!.addPortMappings({ containerPort: 9000 });
  new NetworkTargetGroup(stack, 'Other', { vpc, port: 9000, protocol: Protocol.TCP, targetType: TargetType.IP })
    .addTarget(service.loadBalancerTarget({ containerName, containerPort: 9000 }));
  new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: nlb(), service });
  Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    Port: 3000, HealthCheckPort: 'traffic-port',
  });
});

test('it passes the load balancer\'s own validation, attached to a listener', () => {
  const { stack, vpc, alb, nlb } = setup();
  const [application, network] = [alb(), nlb()];
  new ApplicationLoadBalancer(stack, 'AlbItself', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [application] });
  new NetworkLoadBalancer(stack, 'NlbItself', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [network] });
  new TargetGroupHealth(stack, 'Health1', { contract: contract({ detectWithin: Duration.seconds(21) }), targetGroup: application });
  new TargetGroupHealth(stack, 'Health2', { contract: contract({ detectWithin: Duration.seconds(21) }), targetGroup: network });
  expect(() => Template.fromStack(stack)).not.toThrow();
});

describe('gRPC behind an ALB', () => {
  const grpcGroup = (stack: Stack, vpc: IVpc) => new ApplicationTargetGroup(stack, 'Grpc', {
    vpc, port: 50051, protocol: ApplicationProtocol.HTTP, protocolVersion: ApplicationProtocolVersion.GRPC, targetType: TargetType.IP,
  });

  test.each([
    ['HTTP', HealthEndpoint.grpc('orders.v1.Orders')],
    ['HTTPS', HealthEndpoint.grpcs()],
  ])('over %s: the health service must answer 0, not the default 12', (protocol, readiness) => {
    const { stack, vpc } = setup();
    new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness }), targetGroup: grpcGroup(stack, vpc) });
    Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      ProtocolVersion: 'GRPC',
      HealthCheckProtocol: protocol,
      HealthCheckPath: '/grpc.health.v1.Health/Check',
      Matcher: { GrpcCode: '0', HttpCode: Match.absent() },
    });
  });

  test('an HTTP endpoint does not fit its target group, nor a gRPC endpoint one of HTTP', () => {
    const { stack, vpc, alb } = setup();
    expect(() => new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: grpcGroup(stack, vpc) }))
      .toThrow(/got an HTTP endpoint behind an ALB's target group of gRPC, allowed: gRPC, with TLS or without/);
    expect(() => new TargetGroupHealth(stack, 'Other', { contract: contract({ readiness: HealthEndpoint.grpc() }), targetGroup: alb() }))
      .toThrow(/got a gRPC endpoint behind an ALB's target group of HTTP, allowed: HTTP or HTTPS/);
  });
});

describe('attributes', () => {
  const attributesOf = (stack: Stack) =>
    Object.fromEntries(
      Object.values(Template.fromStack(stack).findResources('AWS::ElasticLoadBalancingV2::TargetGroup'))
        .flatMap(({ Properties }) => Properties.TargetGroupAttributes)
        .map(({ Key, Value }: any) => [Key, Value]),
    );

  test('minimums of healthy targets', () => {
    const { stack, alb } = setup();
    const minimumHealthyTargets = { dnsFailoverCount: 2, dnsFailoverPercentage: 50, routingCount: 2, routingPercentage: 25 };
    new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: alb(), minimumHealthyTargets });
    expect(attributesOf(stack)).toMatchObject({
      'target_group_health.dns_failover.minimum_healthy_targets.count': '2',
      'target_group_health.dns_failover.minimum_healthy_targets.percentage': '50',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '2',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': '25',
    });
  });

  test('flows of unhealthy targets behind an NLB', () => {
    const { stack, nlb } = setup();
    const unhealthyTargetFlows = { terminateConnections: false, drainingInterval: Duration.seconds(90) };
    new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: nlb(), unhealthyTargetFlows });
    expect(attributesOf(stack)).toMatchObject({
      'target_health_state.unhealthy.connection_termination.enabled': 'false',
      'target_health_state.unhealthy.draining_interval_seconds': '90',
    });
  });

  test('none is written that nobody asked for', () => {
    const { stack, nlb } = setup();
    new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: nlb() });
    expect(Object.keys(attributesOf(stack))).toEqual(['deregistration_delay.timeout_seconds']);
  });

  test('slow start with weighted_random is refused at synthesis', () => {
    const { stack, vpc } = setup();
    const targetGroup = new ApplicationTargetGroup(stack, 'Random', {
      vpc, port: 80, targetType: TargetType.IP, loadBalancingAlgorithmType: TargetGroupLoadBalancingAlgorithmType.WEIGHTED_RANDOM,
    });
    new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup, slowStart: Duration.seconds(30) });
    expect(() => Template.fromStack(stack)).toThrow(/\[Stack\/Health\] Slow start excludes weighted_random: got 30 s/);
  });

  test.each([
    [
      'a count of none',
      { minimumHealthyTargets: { dnsFailoverCount: 0 } },
      /dnsFailoverCount is out of range: got 0, allowed: a whole number from 1/,
    ],
    [
      'more than all',
      { minimumHealthyTargets: { routingPercentage: 101 } },
      /routingPercentage is out of range: got 101, allowed: a whole number from 1 to 100/,
    ],
    [
      'failing open before leaving DNS',
      { minimumHealthyTargets: { dnsFailoverCount: 1, routingCount: 2 } },
      /routingCount is above dnsFailoverCount: got 2 above 1, allowed: at most 1/,
    ],
    [
      'an interval with termination',
      { unhealthyTargetFlows: { drainingInterval: Duration.seconds(1) } },
      /no drainingInterval: got drainingInterval with terminateConnections: true/,
    ],
  ])('%s is refused', (_, props, message) => {
    const { stack, nlb } = setup();
    expect(() => new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: nlb(), ...props })).toThrow(message);
  });

  test('flows behind an ALB are refused', () => {
    const { stack, alb } = setup();
    expect(() => new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: alb(), unhealthyTargetFlows: {} })).toThrow(
      /Only an NLB has settings for the flows/,
    );
  });
});

test.each([Protocol.TCP, Protocol.TLS, Protocol.UDP])('an NLB for %s traffic is checked over HTTP', (protocol) => {
  const { stack, nlb } = setup();
  new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: nlb(protocol) });
  Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    Protocol: protocol,
    HealthCheckProtocol: 'HTTP',
  });
});

describe('errors name the construct, the value, what is allowed and what to do', () => {
  test.each([
    ['tcp behind an ALB', () => {
      const { stack, alb } = setup();
      new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness: HealthEndpoint.tcp() }), targetGroup: alb() });
    }, /\[Stack\/Health\].*got a TCP endpoint behind an ALB's target group of HTTP, allowed: HTTP or HTTPS\. Give/],
    ['an endpoint with headers', () => {
      const { stack, alb } = setup();
      const readiness = HealthEndpoint.http('/ready', { headers: { 'X-Check': 'yes' } });
      new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness }), targetGroup: alb() });
    }, /\[Stack\/Health\] A load balancer can only send a plain GET/],
    ['grpc behind an NLB', () => {
      const { stack, nlb } = setup();
      new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness: HealthEndpoint.grpc() }), targetGroup: nlb() });
    }, /\[Stack\/Health\].*got a gRPC endpoint behind an NLB, allowed: HTTP, HTTPS or TCP\. Give/],
    ['slow start out of range', () => {
      const { stack, alb } = setup();
      new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: alb(), slowStart: Duration.seconds(29) });
    }, /\[Stack\/Health\] slowStart is out of range: got 29 seconds, allowed: 30 seconds to 15 minutes, in whole seconds/],
    ['slow start behind an NLB', () => {
      const { stack, nlb } = setup();
      new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: nlb(), slowStart: Duration.seconds(60) });
    }, /\[Stack\/Health\] Slow start does not exist behind an NLB/],
    ['an imported target group', () => {
      const { stack } = setup();
      const targetGroup = ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Imported', {
        targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef',
      });
      new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup });
    }, /\[Stack\/Health\].*got Stack\/Imported \(imported\).*use TargetGroupHealth in the app/i],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
