import { Duration, type Stack } from 'aws-cdk-lib';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { checkPlan } from '../../lambda/verification/plan-check';
import { DeepVerifier, NetworkHealth, Reachability, ServiceVerification } from '../../src';
import type { Plan } from '../../src/shared/plan';
import { contract, fargateService, Match, stackWithVpc, Template, planParameters } from '../fixtures';

function verified(services: Array<(stack: Stack) => Reachability | undefined>, prober = true) {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const verifier = prober ? DeepVerifier.forVpc(stack, vpc) : new DeepVerifier(stack, 'Verifier');
  services.forEach((reachabilityIn, index) => {
    const verification = new ServiceVerification(stack, `Verification${index}`, {
      verifier,
      contract: contract(),
      service: fargateService(stack, cluster, `Service${index}`),
    });
    const reachability = reachabilityIn(stack);
    if (reachability) { new NetworkHealth(stack, `Network${index}`, { verification, reachability }); }
  });
  return Template.fromStack(stack);
}

/** The plans as the schedules would hand them over; what CloudFormation would fill in is named after what it is. */
function plansIn(template: Template): Plan[] {
  const value = (part: any) =>
    typeof part === 'string'
      ? part
      : /SecurityGroup/.test(JSON.stringify(part))
        ? 'sg-0123'
        : /LoadBalancer|Balancer/.test(JSON.stringify(part))
          ? 'app/web/0123'
          : 'made-up';
  return planParameters(template).map(
    ({ Properties: { Value } }) => JSON.parse(Value['Fn::Join'][1].map(value).join('')) as Plan,
  );
}

/** The statements of the verifier's role that are about the network. */
function statements(template: Template): any[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  return policies
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Sid }) => ['PathEnds', 'MakeOwnAnalyses', 'OwnAnalyses', 'TagOwnAnalyses', 'ReadNetwork'].includes(Sid));
}

const below = (type: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ec2:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${type}/*`]],
});

test('without it the plan says nothing of it, and the verifier may ask nothing', () => {
  const template = verified([() => undefined]);
  expect(plansIn(template)[0]).not.toHaveProperty('reachability');
  expect(statements(template)).toEqual([]);
});

test('from the prober: one analysis an hour and four a day, by the security group of the prober', () => {
  const [plan] = plansIn(verified([() => Reachability.fromProber()]));
  expect(plan.reachability).toEqual({ source: { filter: 'group-id', value: 'sg-0123' }, intervalSeconds: 3_600, perDay: 4 });
  expect(checkPlan(plan)).toEqual({ plan });
});

test('from a load balancer, by how ELB describes its network interfaces', () => {
  const own = (stack: Stack) =>
    Reachability.fromLoadBalancer(
      new ApplicationLoadBalancer(stack, 'Balancer', { vpc: stack.node.findChild('Vpc') as any }).loadBalancerArn,
      { interval: Duration.minutes(5), maxPerDay: 10 },
    );
  const [plan] = plansIn(verified([own]));
  expect(plan.reachability).toEqual({ source: { filter: 'description', value: 'ELB app/web/0123' }, intervalSeconds: 300, perDay: 10 });
  expect(checkPlan(plan)).toEqual({ plan });
  const imported = () =>
    Reachability.fromLoadBalancer('arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/orders/0123456789abcdef');
  expect(plansIn(verified([imported]))[0].reachability!.source.value).toBe('ELB net/orders/0123456789abcdef');
});

test('the role may only make, start and delete what carries its tag; reading knows no resources', () => {
  const ours = [below('network-insights-path'), below('network-insights-analysis')];
  const [ends, make, own, tag, read, ...rest] = statements(verified([() => Reachability.fromProber()]));
  expect(ends).toEqual({ Sid: 'PathEnds', Effect: 'Allow', Action: 'ec2:CreateNetworkInsightsPath', Resource: below('network-interface') });
  expect(make).toMatchObject({
    Action: ['ec2:CreateNetworkInsightsPath', 'ec2:StartNetworkInsightsAnalysis'],
    Resource: ours,
    Condition: { StringLike: { 'aws:RequestTag/LayeredHealthService': '*' } },
  });
  expect(own).toMatchObject({ Resource: ours, Condition: { StringLike: { 'aws:ResourceTag/LayeredHealthService': '*' } } });
  expect(tag).toMatchObject({
    Action: 'ec2:CreateTags',
    Resource: ours,
    Condition: { StringEquals: { 'ec2:CreateAction': ['CreateNetworkInsightsPath', 'StartNetworkInsightsAnalysis'] } },
  });
  expect(read.Resource).toBe('*');
  expect(read.Action.filter((action: string) => !/:(Describe|Get|List|Search)\w+$|^tiros:/.test(action))).toEqual([]);
  expect(rest).toEqual([]);
});

test('many services add the statements once', () => {
  const one = JSON.stringify(statements(verified([() => Reachability.fromProber()])));
  const three = JSON.stringify(statements(verified([1, 2, 3].map(() => () => Reachability.fromProber()))));
  expect(three).toBe(one);
  // All inline policies of a role together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  expect(one.length).toBeLessThan(5_000);
});

test.each<[message: string, make: () => unknown]>([
  ['A path cannot start at this load balancer: got "web"', () => Reachability.fromLoadBalancer('web')],
  ['The interval between analyses is out of range: got 30 seconds', () => Reachability.fromProber({ interval: Duration.seconds(30) })],
  ['The interval between analyses is out of range: got 2 days', () => Reachability.fromProber({ interval: Duration.days(2) })],
  ['maxPerDay is out of range: got 0', () => Reachability.fromProber({ maxPerDay: 0 })],
  ['maxPerDay is out of range: got 1.5', () => Reachability.fromProber({ maxPerDay: 1.5 })],
  ['There is no prober at which a path could start', () => verified([() => Reachability.fromProber()], false)],
])('%s', (message, make) => {
  expect(make).toThrow(message);
});

test('a second one for the same service is an error', () => {
  const { stack, vpc } = stackWithVpc();
  const verification = new ServiceVerification(stack, 'Verification', {
    verifier: DeepVerifier.forVpc(stack, vpc),
    contract: contract(),
    service: fargateService(stack, new Cluster(stack, 'Cluster', { vpc })),
  });
  new NetworkHealth(stack, 'First', { verification, reachability: Reachability.fromProber() });
  expect(() => new NetworkHealth(stack, 'Second', { verification, reachability: Reachability.fromProber() })).toThrow(
    'The paths to this service are analysed already',
  );
  Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', Match.anyValue());
});
