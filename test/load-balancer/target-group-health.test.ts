import { Duration } from 'aws-cdk-lib';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, NetworkLoadBalancer, NetworkTargetGroup, Protocol, TargetType,
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
  template.hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 100 });
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
    Protocol: 'TCP', HealthCheckProtocol: 'HTTP', HealthCheckPath: '/health/ready', Matcher: { HttpCode: '200-299' }, HealthCheckIntervalSeconds: 35,
  });
  template.hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 280 });
});

test('NLB: TCP check has neither path nor matcher', () => {
  const { stack, nlb } = setup();
  new TargetGroupHealth(stack, 'Health', { contract: contract({ liveness: HealthEndpoint.tcp(), readiness: undefined }), targetGroup: nlb() });
  Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckProtocol: 'TCP', HealthCheckPath: Match.absent(), Matcher: Match.absent(), HealthCheckTimeoutSeconds: 5,
  });
});

test('several target groups of one service: the longest grace period wins, in either order', () => {
  for (const reversed of [false, true]) {
    const { stack, service, alb, nlb } = setup();
    const groups = reversed ? [nlb(), alb()] : [alb(), nlb()];
    groups.forEach((targetGroup, index) => new TargetGroupHealth(stack, `Health${index}`, { contract: contract(), targetGroup, service }));
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 280 });
  }
});

test('it passes the load balancer\'s own validation, attached to a listener', () => {
  const { stack, vpc, alb, nlb } = setup();
  const [application, network] = [alb(), nlb()];
  new ApplicationLoadBalancer(stack, 'AlbItself', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [application] });
  new NetworkLoadBalancer(stack, 'NlbItself', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [network] });
  new TargetGroupHealth(stack, 'Health1', { contract: contract({ detectWithin: Duration.seconds(19) }), targetGroup: application });
  new TargetGroupHealth(stack, 'Health2', { contract: contract({ detectWithin: Duration.seconds(19) }), targetGroup: network });
  expect(() => Template.fromStack(stack)).not.toThrow();
});

describe('errors name the construct, the value, what is allowed and what to do', () => {
  test.each([
    ['tcp behind an ALB', () => {
      const { stack, alb } = setup();
      new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness: HealthEndpoint.tcp() }), targetGroup: alb() });
    }, /\[Stack\/Health\].*got a tcp endpoint behind an ALB, allowed: http or https\. Give/],
    ['an endpoint with headers', () => {
      const { stack, alb } = setup();
      const readiness = HealthEndpoint.http('/ready', { headers: { 'X-Check': 'yes' } });
      new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness }), targetGroup: alb() });
    }, /\[Stack\/Health\] A load balancer can only ask with a plain GET/],
    ['grpc behind an NLB', () => {
      const { stack, nlb } = setup();
      new TargetGroupHealth(stack, 'Health', { contract: contract({ readiness: HealthEndpoint.grpc() }), targetGroup: nlb() });
    }, /\[Stack\/Health\].*got a grpc endpoint behind an NLB, allowed: http, https or tcp\. Give/],
    ['slow start out of range', () => {
      const { stack, alb } = setup();
      new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: alb(), slowStart: Duration.seconds(29) });
    }, /\[Stack\/Health\] slowStart is out of range: got 29 s, allowed: 30–900 s/],
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
