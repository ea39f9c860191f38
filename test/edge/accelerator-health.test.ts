import { App, Duration } from 'aws-cdk-lib';
import { Accelerator, EndpointGroup } from 'aws-cdk-lib/aws-globalaccelerator';
import * as fc from 'fast-check';
import { stackIn } from './edge-stacks';
import { AcceleratorHealth, type AcceleratorHealthProps, type HealthContract, HealthEndpoint } from '../../src';
import { contract, Match, Template } from '../fixtures';

function setup(region = 'us-west-2', props: Partial<AcceleratorHealthProps> = {}) {
  const app = new App();
  const stack = stackIn(region, app);
  const listener = new Accelerator(stack, 'Accelerator').addListener('Listener', { portRanges: [{ fromPort: 443 }] });
  const endpointGroup = listener.addEndpointGroup('Group', { healthCheckPath: '/old', healthCheckPort: 1 });
  const health = new AcceleratorHealth(stack, 'Edge', { contract: contract(), endpointGroup, ...props });
  return { app, stack, health };
}

function checkOf(asked: HealthContract, port?: number) {
  const { stack } = setup('us-west-2', { contract: asked, port });
  return Object.values(Template.fromStack(stack).findResources('AWS::GlobalAccelerator::EndpointGroup'))[0].Properties;
}

test('the endpoint group asks what the contract promises', () => {
  expect(checkOf(contract())).toMatchObject({
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 3000,
    HealthCheckPath: '/health/ready',
    HealthCheckIntervalSeconds: 30,
    ThresholdCount: 2,
  });
  expect(checkOf(contract({ readiness: HealthEndpoint.https('/up', { port: 8443 }) }))).toMatchObject({
    HealthCheckProtocol: 'HTTPS',
    HealthCheckPort: 8443,
    HealthCheckPath: '/up',
  });
  const tcp = checkOf(contract({ liveness: HealthEndpoint.tcp(), readiness: undefined }), 80);
  expect(tcp).toMatchObject({ HealthCheckProtocol: 'TCP', HealthCheckPort: 80 });
  expect(tcp.HealthCheckPath).toBeUndefined();
});

test('always as often as the contract wants to know, with a number that Global Accelerator accepts', () => {
  fc.assert(fc.property(fc.integer({ min: 30, max: 600 }), (seconds) => {
    const asked = contract({ detectWithin: Duration.seconds(seconds) });
    const { HealthCheckIntervalSeconds: interval, ThresholdCount: threshold } = checkOf(asked);
    const allowed = asked.budget.worstCases.trafficRemoved.toSeconds();
    expect(interval).toBe(30 * threshold <= allowed ? 30 : 10);
    expect(threshold >= 1 && threshold <= 10).toBe(true);
  }), { numRuns: 10 });
  expect(checkOf(contract({ detectWithin: Duration.seconds(40) })).HealthCheckIntervalSeconds).toBe(10);
});

test('in us-west-2 the alarm is in the same stack', () => {
  const { stack, health } = setup();
  const arn = { 'Fn::GetAtt': [Match.stringLikeRegexp('^AcceleratorListenerGroup'), 'EndpointGroupArn'] };
  const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['/', arn] }] });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/GlobalAccelerator',
    MetricName: 'UnhealthyEndpointCount',
    Dimensions: [
      { Name: 'Accelerator', Value: part(1) },
      { Name: 'EndpointGroup', Value: 'us-west-2' },
      { Name: 'Listener', Value: part(3) },
    ],
    Statistic: 'Maximum',
    Period: 60,
    Threshold: 1,
    TreatMissingData: 'missing',
    Metrics: Match.absent(),
  });
  expect(health.alarms).toEqual([health.unhealthyEndpoints]);
});

test('elsewhere it is in a stack there, and the group keeps its own region', () => {
  const { app, health } = setup('eu-west-1');
  const assembly = app.synth();
  expect(assembly.stacks.map(({ stackName, environment }) => `${stackName} ${environment.region}`).sort()).toEqual([
    'Web eu-west-1',
    'Web-eu-west-1-accelerator us-west-2',
  ]);
  expect(JSON.stringify(assembly.stacks.map(({ template }) => template))).not.toContain('${Token');
  Template.fromStack(health.unhealthyEndpoints.stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Dimensions: Match.arrayWith([{ Name: 'EndpointGroup', Value: 'eu-west-1' }]),
  });
});

describe('errors', () => {
  test.each<[string, Partial<AcceleratorHealthProps>, RegExp]>([
    [
      'gRPC',
      { contract: contract({ liveness: HealthEndpoint.grpc(), readiness: undefined }) },
      /\[Web\/Edge\] .+got a gRPC endpoint, allowed: HTTP, HTTPS or TCP/,
    ],
    [
      'headers',
      { contract: contract({ readiness: HealthEndpoint.http('/up', { headers: { a: 'b' } }) }) },
      /got an endpoint with a method, a body or headers/,
    ],
    [
      'a long path',
      { contract: contract({ readiness: HealthEndpoint.http(`/${'a'.repeat(255)}`) }) },
      /too long for Global Accelerator: got 256 characters/,
    ],
    ['a port that is none', { port: 0 }, /port is out of range: got 0/],
  ])('%s', (_, props, message) => {
    expect(() => setup('us-west-2', props)).toThrow(message);
  });

  test('an imported group, and a stack without region', () => {
    const stack = stackIn('us-west-2');
    const imported = EndpointGroup.fromEndpointGroupArn(
      stack,
      'Imported',
      'arn:aws:globalaccelerator::123456789012:accelerator/1/listener/2/endpoint-group/3',
    );
    expect(() => new AcceleratorHealth(stack, 'Edge', { contract: contract(), endpointGroup: imported })).toThrow(
      /got Web\/Imported \(imported\)/,
    );
    const nowhere = stackIn();
    const listener = new Accelerator(nowhere, 'Accelerator').addListener('Listener', { portRanges: [{ fromPort: 443 }] });
    expect(
      () => new AcceleratorHealth(nowhere, 'Edge', { contract: contract(), endpointGroup: listener.addEndpointGroup('Group') }),
    ).toThrow(/Alarms on accelerators exist only in us-west-2: got a stack without region/);
  });
});
