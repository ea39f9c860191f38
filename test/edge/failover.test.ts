import { App, Duration, Stack } from 'aws-cdk-lib';
import { AllowedMethods, Distribution, type IOrigin } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, LoadBalancerV2Origin, OriginGroup, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { stackIn } from './edge-stacks';
import { CloudFrontFailover, FailoverOrigin, type FailoverOriginProps, HealthEndpoint } from '../../src';
import { contract, Match, Template } from '../fixtures';

const PRIMARY = () => new HttpOrigin('one.example.com');
const FALLBACK = () => new HttpOrigin('two.example.com');
const origin = (props: Partial<FailoverOriginProps> = {}) => new FailoverOrigin({
  contract: contract(), primary: PRIMARY(), fallback: FALLBACK(), ...props,
});

function configOf(stack: Stack) {
  return Object.values(Template.fromStack(stack).findResources('AWS::CloudFront::Distribution'))[0].Properties.DistributionConfig;
}

describe('a new distribution', () => {
  const distribution = (stack: Stack, props: Partial<FailoverOriginProps> = {}, allowedMethods?: AllowedMethods) =>
    new Distribution(stack, 'Distribution', { defaultBehavior: { origin: origin(props), allowedMethods } });

  test('fails over for what a load balancer answers without a healthy target, after as long as the contract allows', () => {
    const stack = new Stack();
    distribution(stack);
    const { OriginGroups, Origins, DefaultCacheBehavior } = configOf(stack);
    expect(OriginGroups).toMatchObject({
      Quantity: 1,
      Items: [{ FailoverCriteria: { StatusCodes: { Quantity: 3, Items: [502, 503, 504] } } }],
    });
    const [group] = OriginGroups.Items;
    expect(DefaultCacheBehavior.TargetOriginId).toBe(group.Id);
    expect(group.Members.Items.map(({ OriginId }: { OriginId: string }) => OriginId)).toEqual(Origins.map(({ Id }: { Id: string }) => Id));
    const { timeout, unhealthyThreshold } = contract().budget.targetGroup;
    expect(Origins[0]).toMatchObject({
      DomainName: 'one.example.com',
      ConnectionTimeout: timeout.toSeconds(),
      ConnectionAttempts: unhealthyThreshold,
      CustomOriginConfig: { OriginReadTimeout: 30 },
    });
    expect(Origins[1]).toMatchObject({ DomainName: 'two.example.com' });
    expect(Origins[1].ConnectionTimeout).toBeUndefined();
  });

  test('keeps what the origin says itself', () => {
    const stack = new Stack();
    distribution(stack, {
      primary: new HttpOrigin('one.example.com', {
        connectionTimeout: Duration.seconds(7),
        connectionAttempts: 1,
        readTimeout: Duration.seconds(11),
      }),
      fallbackStatusCodes: [404, 500],
    });
    const { Origins, OriginGroups } = configOf(stack);
    expect(Origins[0]).toMatchObject({
      ConnectionTimeout: 7,
      ConnectionAttempts: 1,
      CustomOriginConfig: { OriginReadTimeout: 11, OriginProtocolPolicy: 'https-only' },
    });
    expect(OriginGroups.Items[0].FailoverCriteria.StatusCodes).toEqual({ Quantity: 2, Items: [404, 500] });
  });

  test('a bucket as primary has no read timeout', () => {
    const stack = new Stack();
    distribution(stack, { primary: S3BucketOrigin.withOriginAccessControl(new Bucket(stack, 'Bucket')) });
    const [bucket] = configOf(stack).Origins;
    expect(bucket.CustomOriginConfig).toBeUndefined();
    expect(bucket.ConnectionTimeout).toBeGreaterThan(0);
  });

  test('whatever the contract, CloudFront accepts the numbers', () => {
    const seconds = [fc.integer({ min: 0, max: 3600 }), fc.integer({ min: 2, max: 20 }), fc.integer({ min: 150, max: 600 })] as const;
    fc.assert(fc.property(...seconds, (longest, timeout, detect) => {
      const stack = new Stack();
      distribution(stack, {
        contract: contract({
          longestRequest: Duration.seconds(longest),
          readiness: HealthEndpoint.http('/ready', { timeout: Duration.seconds(timeout) }),
          detectWithin: Duration.seconds(detect),
        }),
      });
      const { ConnectionTimeout, ConnectionAttempts, CustomOriginConfig } = configOf(stack).Origins[0];
      expect(ConnectionTimeout >= 1 && ConnectionTimeout <= 10).toBe(true);
      expect([1, 2, 3]).toContain(ConnectionAttempts);
      expect(CustomOriginConfig.OriginReadTimeout >= 1 && CustomOriginConfig.OriginReadTimeout <= 60).toBe(true);
    }), { numRuns: 15 });
  });

  test.each([
    [
      'a code that CloudFront knows nothing of',
      { fallbackStatusCodes: [502, 418] },
      /got 418, allowed: 400, 403, 404, 416, 429, 500, 502, 503, 504/,
    ],
    ['no code', { fallbackStatusCodes: [] }, /got no status code/],
    [
      'a group inside a group',
      { primary: new OriginGroup({ primaryOrigin: PRIMARY(), fallbackOrigin: FALLBACK() }) as IOrigin },
      /got an origin that fails over itself/,
    ],
  ])('%s is refused', (_, props, message) => {
    expect(() => distribution(new Stack(), props)).toThrow(message);
  });

  test('methods that cannot fail over are an error at synthesis, also in a behaviour that is added later', () => {
    const app = new App();
    const later = distribution(new Stack(app, 'Later'));
    later.addBehavior('/api/*', origin(), { allowedMethods: AllowedMethods.ALLOW_ALL });
    expect(() => app.synth()).toThrow(
      /CloudFront fails over only for GET, HEAD, OPTIONS: got GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE in behaviour '\/api\/\*'/,
    );
    const whole = new App();
    distribution(new Stack(whole, 'Whole'), {}, AllowedMethods.ALLOW_ALL);
    expect(() => whole.synth()).toThrow(/in behaviour '\*'/);
    const fine = new App();
    const reads = distribution(new Stack(fine, 'Fine'), {}, AllowedMethods.ALLOW_GET_HEAD_OPTIONS);
    reads.addBehavior('/api/*', PRIMARY(), { allowedMethods: AllowedMethods.ALLOW_ALL });
    expect(() => fine.synth()).not.toThrow();
  });
});

describe('a distribution that exists', () => {
  function existing(app = new App(), allowedMethods?: AllowedMethods, first: IOrigin = PRIMARY()) {
    const stack = new Stack(app, 'Stack');
    const distribution = new Distribution(stack, 'Distribution', { defaultBehavior: { origin: first, allowedMethods } });
    return { app, stack, distribution, first };
  }

  test('gets a fallback; behaviours that cannot fail over stay with the origin, whenever they are added', () => {
    const { stack, distribution, first } = existing();
    new CloudFrontFailover(stack, 'Failover', { contract: contract(), distribution, fallback: FALLBACK() });
    distribution.addBehavior('/static/*', first);
    distribution.addBehavior('/api/*', first, { allowedMethods: AllowedMethods.ALLOW_ALL });
    distribution.addBehavior('/other/*', new HttpOrigin('three.example.com'));
    const { Origins, OriginGroups, DefaultCacheBehavior, CacheBehaviors } = configOf(stack);
    const [primary, other, fallback] = Origins;
    expect([primary, other, fallback].map(({ DomainName }) => DomainName)).toEqual([
      'one.example.com',
      'three.example.com',
      'two.example.com',
    ]);
    expect(OriginGroups).toEqual({
      Quantity: 1,
      Items: [{
        Id: DefaultCacheBehavior.TargetOriginId,
        FailoverCriteria: { StatusCodes: { Quantity: 3, Items: [502, 503, 504] } },
        Members: { Quantity: 2, Items: [{ OriginId: primary.Id }, { OriginId: fallback.Id }] },
      }],
    });
    expect(CacheBehaviors).toMatchObject([
      { PathPattern: '/static/*', TargetOriginId: DefaultCacheBehavior.TargetOriginId },
      { PathPattern: '/api/*', TargetOriginId: primary.Id },
      { PathPattern: '/other/*', TargetOriginId: other.Id },
    ]);
    expect(primary).toMatchObject({ ConnectionTimeout: expect.any(Number), CustomOriginConfig: { OriginReadTimeout: 30 } });
    expect(new Set([primary.Id, other.Id, fallback.Id, DefaultCacheBehavior.TargetOriginId]).size).toBe(4);
  });

  test('a load balancer of another stack and a bucket with access control are still found', () => {
    const app = new App();
    const network = stackIn('us-east-1', app, 'Network');
    const loadBalancer = new ApplicationLoadBalancer(network, 'LoadBalancer', { vpc: new Vpc(network, 'Vpc'), internetFacing: true });
    const stack = stackIn('us-east-1', app);
    const distribution = new Distribution(stack, 'Distribution', { defaultBehavior: { origin: new LoadBalancerV2Origin(loadBalancer) } });
    const fallback = S3BucketOrigin.withOriginAccessControl(new Bucket(stack, 'Sorry'));
    new CloudFrontFailover(stack, 'Failover', { contract: contract(), distribution, fallback });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Origins: [
          { DomainName: { 'Fn::ImportValue': Match.stringLikeRegexp('^Network:') } },
          { OriginAccessControlId: Match.anyValue() },
        ],
      },
    });
    template.resourceCountIs('AWS::S3::BucketPolicy', 1);
  });

  test('is refused where it cannot be', () => {
    const whole = existing(new App(), AllowedMethods.ALLOW_ALL);
    new CloudFrontFailover(whole.stack, 'Failover', { contract: contract(), distribution: whole.distribution, fallback: FALLBACK() });
    expect(() => whole.app.synth()).toThrow(/GET, HEAD, OPTIONS: got .+POST.+ in the default behaviour.+addBehavior/);

    const twice = existing(new App(), undefined, origin());
    new CloudFrontFailover(twice.stack, 'Failover', { contract: contract(), distribution: twice.distribution, fallback: FALLBACK() });
    expect(() => twice.app.synth()).toThrow(/fails over already: got an origin group/);

    const { stack, distribution } = existing();
    expect(() => new CloudFrontFailover(stack, 'Group', { contract: contract(), distribution, fallback: origin() })).toThrow(
      /\[Stack\/Group\] An origin group cannot be the fallback of another/,
    );
    const imported = Distribution.fromDistributionAttributes(stack, 'Imported', { distributionId: 'E1', domainName: 'd1.cloudfront.net' });
    expect(() => new CloudFrontFailover(stack, 'Failover', { contract: contract(), distribution: imported, fallback: FALLBACK() })).toThrow(
      /got Stack\/Imported \(imported\), .+Pass a FailoverOrigin/,
    );
  });
});
