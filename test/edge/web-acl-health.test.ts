import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnIPSet, CfnWebACL, type CfnWebACLProps } from 'aws-cdk-lib/aws-wafv2';
import * as fc from 'fast-check';
import { stackIn } from './edge-stacks';
import { HealthChecker, HealthEndpoint, type HealthPathRulesOptions, WebAclHealth } from '../../src';
import { contract, Match, Template } from '../fixtures';

function webAcl(stack: Stack, options: Partial<HealthPathRulesOptions> = {}, props: Partial<CfnWebACLProps> = {}) {
  return new CfnWebACL(stack, 'Acl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'WebAcl', sampledRequestsEnabled: true },
    rules: WebAclHealth.healthPathRules({ contract: contract(), ...options }),
    ...props,
  });
}

const exactly = (SearchString: string, FieldToMatch: object = { UriPath: {} }) => ({
  ByteMatchStatement: { FieldToMatch, PositionalConstraint: 'EXACTLY', SearchString, TextTransformations: [{ Priority: 0, Type: 'NONE' }] },
});
const TCP_ONLY = contract({ liveness: HealthEndpoint.tcp(), readiness: undefined });
const PATHS = { OrStatement: { Statements: [exactly('/health/live'), exactly('/health/ready')] } };
const metrics = (MetricName: string) => ({ CloudWatchMetricsEnabled: true, MetricName, SampledRequestsEnabled: true });

function rulesOf(options: Partial<HealthPathRulesOptions>) {
  const stack = new Stack();
  webAcl(stack, options);
  return Object.values(Template.fromStack(stack).findResources('AWS::WAFv2::WebACL'))[0].Properties.Rules;
}

describe('rules', () => {
  test('requests for health get a label and go on to the other rules', () => {
    expect(rulesOf({})).toEqual([
      {
        Name: 'LayeredHealthPaths',
        Priority: 0,
        Action: { Count: {} },
        RuleLabels: [{ Name: 'layered-health:health-path' }],
        Statement: PATHS,
        VisibilityConfig: metrics('LayeredHealthPaths'),
      },
    ]);
  });

  test('known checkers are let through on health paths alone', () => {
    const checkers = [
      HealthChecker.verifier(),
      HealthChecker.addresses('arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/monitoring/1'),
    ];
    const [marked, allowed] = rulesOf({ checkers, priority: 7, name: 'Shop' });
    expect(marked).toMatchObject({ Name: 'ShopPaths', Priority: 7 });
    expect(allowed).toEqual({
      Name: 'ShopCheckers',
      Priority: 8,
      Action: { Allow: {} },
      Statement: {
        AndStatement: {
          Statements: [PATHS, {
            OrStatement: {
              Statements: [
                exactly('cdk-ecs-layered-health', { SingleHeader: { Name: 'user-agent' } }),
                { IPSetReferenceStatement: { Arn: 'arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/monitoring/1' } },
              ],
            },
          }],
        },
      },
      VisibilityConfig: metrics('ShopCheckers'),
    });
  });

  test('the verifier is known by what it sends', () => {
    const sent = readFileSync(join(__dirname, '..', '..', 'lambda', 'engine', 'application', 'http-request.ts'), 'utf8');
    expect(sent).toContain("own('user-agent', 'cdk-ecs-layered-health')");
  });

  test.each<[string, Partial<HealthPathRulesOptions>, object]>([
    [
      'one path needs no "or"; queries are not looked at',
      { contract: contract({ liveness: HealthEndpoint.http('/health?deep=1'), readiness: undefined }) },
      exactly('/health'),
    ],
    [
      'gRPC is asked at its own path',
      { contract: contract({ liveness: HealthEndpoint.grpc(), readiness: undefined }) },
      exactly('/grpc.health.v1.Health/Check'),
    ],
    ['a front door of its own, named twice', { contract: TCP_ONLY, otherPaths: ['/up', '/up?x'] }, exactly('/up')],
  ])('%s', (_, options, statement) => {
    expect(rulesOf(options)[0].Statement).toEqual(statement);
  });

  test('whatever a path holds, WAF compares it byte by byte: it is written as it is', () => {
    fc.assert(fc.property(fc.stringMatching(/^\/[!-"$->@-~]{0,60}$/), (path) => {
      expect(rulesOf({ contract: TCP_ONLY, otherPaths: [path] })[0].Statement).toEqual(exactly(path));
    }), { numRuns: 20 });
  });

  test.each<[string, () => unknown, RegExp]>([
    ['no path', () => rulesOf({ contract: TCP_ONLY }), /got a contract without an HTTP or gRPC endpoint.+Pass otherPaths/],
    ['a URL', () => rulesOf({ otherPaths: ['https://a/b'] }), /got "https:\/\/a\/b", allowed: printable ASCII that starts with \//],
    ['a path with a space', () => rulesOf({ otherPaths: ['/a b'] }), /got "\/a b"/],
    ['201 bytes', () => rulesOf({ otherPaths: [`/${'a'.repeat(200)}`] }), /too long for a web ACL: got 201 bytes, allowed: 1 to 200 bytes/],
    ['a priority below zero', () => rulesOf({ priority: -1 }), /priority of the health path rules is out of range: got -1/],
    ['a name with spaces', () => rulesOf({ name: 'my shop' }), /got "my shop"/],
    ['an empty value', () => HealthChecker.header('x-check', ''), /The value of header 'x-check' is too short or too long/],
    ['a header with a colon', () => HealthChecker.header('x-check:', 'a'), /got "x-check:"/],
  ])('%s is refused', (_, build, message) => {
    expect(build).toThrow(message);
  });
});

const ALARM = {
  Namespace: 'AWS/WAFV2',
  MetricName: 'BlockedRequests',
  Statistic: 'Sum',
  Period: 60,
  Threshold: 1,
  DatapointsToAlarm: 3,
  EvaluationPeriods: 5,
  TreatMissingData: 'notBreaching',
  Metrics: Match.absent(),
};
const label = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Acl', 'LabelNamespace'] }, 'layered-health']] };

test('a regional web ACL: blocked requests with the label, in its region', () => {
  const stack = stackIn('eu-west-1');
  const acl = webAcl(stack, {
    checkers: [HealthChecker.addresses(new CfnIPSet(stack, 'Set', { scope: 'REGIONAL', ipAddressVersion: 'IPV4', addresses: [] }).attrArn)],
  });
  const health = new WebAclHealth(stack, 'Edge', { webAcl: acl });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...ALARM,
    Dimensions: Match.arrayEquals([
      { Name: 'LabelName', Value: 'health-path' },
      { Name: 'LabelNamespace', Value: label },
      { Name: 'Region', Value: 'eu-west-1' },
      { Name: 'WebACL', Value: 'WebAcl' },
    ]),
  });
  expect(health.alarms).toEqual([health.healthBlocked]);
});

test('a web ACL for CloudFront: in us-east-1, without a region', () => {
  const app = new App();
  const acl = webAcl(stackIn('us-east-1', app, 'Global'), {}, { scope: 'CLOUDFRONT' });
  const health = new WebAclHealth(stackIn('eu-west-1', app), 'Edge', { webAcl: acl, blockedRequests: 10 });
  expect(app.synth().stacks.map(({ stackName }) => stackName).sort()).toEqual(['Global', 'Web', 'Web-eu-west-1-edge']);
  Template.fromStack(health.healthBlocked.stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...ALARM,
    Threshold: 10,
    Dimensions: Match.arrayEquals([
      { Name: 'LabelName', Value: 'health-path' },
      { Name: 'LabelNamespace', Value: { 'Fn::Join': ['', [{ 'Fn::ImportValue': Match.anyValue() }, 'layered-health']] } },
      { Name: 'WebACL', Value: 'WebAcl' },
    ]),
  });
});

describe('errors', () => {
  test('a web ACL that marks nothing', () => {
    const app = new App();
    const stack = stackIn('eu-west-1', app);
    new WebAclHealth(stack, 'Edge', { webAcl: webAcl(stack, {}, { rules: [] }) });
    expect(() => app.synth()).toThrow(/\[Web\/Edge\] The web ACL 'Web\/Acl' labels no requests for health.+healthPathRules/);
  });

  test('rules may come later', () => {
    const app = new App();
    const stack = stackIn('eu-west-1', app);
    const acl = webAcl(stack, {}, { rules: undefined });
    new WebAclHealth(stack, 'Edge', { webAcl: acl });
    acl.rules = WebAclHealth.healthPathRules({ contract: contract() });
    expect(() => app.synth()).not.toThrow();
  });

  test.each<[string, string, Partial<CfnWebACLProps>, number, RegExp]>([
    ['a global web ACL elsewhere', 'eu-west-1', { scope: 'CLOUDFRONT' }, 1, /only be created in us-east-1: got Web\/Acl in eu-west-1/],
    [
      'no metrics',
      'eu-west-1',
      { visibilityConfig: { cloudWatchMetricsEnabled: false, metricName: 'WebAcl', sampledRequestsEnabled: true } },
      1,
      /no metrics to watch: got Web\/Acl without/,
    ],
    ['no threshold', 'eu-west-1', {}, 0, /blockedRequests is out of range: got 0/],
  ])('%s', (_, region, props, blockedRequests, message) => {
    const stack = stackIn(region);
    expect(() => new WebAclHealth(stack, 'Edge', { webAcl: webAcl(stack, {}, props), blockedRequests })).toThrow(message);
  });
});
