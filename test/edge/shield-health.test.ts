import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { distributionOf, stackIn } from './edge-stacks';
import { ShieldHealth } from '../../src';
import { Match, Template } from '../fixtures';

const EXPECTED = {
  Namespace: 'AWS/DDoSProtection',
  MetricName: 'DDoSDetected',
  Statistic: 'Maximum',
  Period: 60,
  Threshold: 1,
  DatapointsToAlarm: 1,
  EvaluationPeriods: 5,
  TreatMissingData: 'notBreaching',
  Metrics: Match.absent(),
};

test('a load balancer: in its own region, also where that is not known', () => {
  const stack = new Stack();
  const balancer = new ApplicationLoadBalancer(stack, 'Balancer', { vpc: new Vpc(stack, 'Vpc') });
  const health = new ShieldHealth(stack, 'Shield', { resourceArn: balancer.loadBalancerArn });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...EXPECTED,
    Dimensions: [{ Name: 'ResourceArn', Value: { Ref: Match.stringLikeRegexp('^Balancer') } }],
  });
  expect(health.alarms).toEqual([health.attack]);
});

test.each<[string, (stack: Stack) => string]>([
  ['a distribution', (stack) => distributionOf(stack).distributionArn],
  ['a hosted zone', (stack) => new PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' }).hostedZoneArn],
  ['a plain ARN', () => 'arn:aws:cloudfront::123456789012:distribution/E1'],
])('%s: in us-east-1', (_, resourceArn) => {
  const app = new App();
  const stack = stackIn('eu-west-1', app);
  const { attack } = new ShieldHealth(stack, 'Shield', { resourceArn: resourceArn(stack) });
  app.synth();
  expect(attack.stack.region).toBe('us-east-1');
  Template.fromStack(attack.stack).hasResourceProperties('AWS::CloudWatch::Alarm', EXPECTED);
});

test('an accelerator is refused, and a distribution where no region is known', () => {
  const stack = stackIn();
  expect(() => new ShieldHealth(stack, 'Accelerator', { resourceArn: 'arn:aws:globalaccelerator::123456789012:accelerator/1' })).toThrow(
    /\[Web\/Accelerator\] AWS names no region .+Pass the load balancer/,
  );
  expect(() => new ShieldHealth(stack, 'Shield', { resourceArn: distributionOf(stack).distributionArn })).toThrow(
    /only in us-east-1: got a stack without region/,
  );
});
