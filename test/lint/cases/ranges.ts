import type { Cases, FamilyCases, RuleCases } from './case';
import { only, withCheck, withContainer, withProperties, type Part } from '../template';

const PARAMETER = { Ref: 'Parameter' };

/**
 * A property with a least and a greatest value: on the limits nothing is found, beyond them it is, and what a parameter decides is not
 * judged.
 */
function range(template: (value: unknown) => Part, min: number, max: number, says: RegExp): RuleCases {
  const cases = (...values: unknown[]): Cases =>
    Object.fromEntries(values.map((value) => [JSON.stringify(value) ?? 'nothing', template(value)]));
  return { compliant: cases(min, max, String(max), undefined, PARAMETER), nonCompliant: cases(min - 1, max + 1, String(max + 1)), says };
}

function withTargetGroup(part: Part): Part {
  return withProperties({ TargetGroup: part });
}

function withAttribute(Key: string): (Value: unknown) => Part {
  return (Value) => withTargetGroup({ TargetGroupAttributes: Value === undefined ? [] : [{ Key, Value }] });
}

export function healthCheck(config: Part): Part {
  return only('AWS::Route53::HealthCheck', {
    HealthCheckConfig: { Type: 'HTTPS', FullyQualifiedDomainName: 'www.example.com', ...config },
  });
}

export function calculated(children: unknown, HealthThreshold?: unknown): Part {
  return only('AWS::Route53::HealthCheck', { HealthCheckConfig: { Type: 'CALCULATED', ChildHealthChecks: children, HealthThreshold } });
}

const checks = (count: number) => Array.from({ length: count }, (_, index) => `check-${index}`);

export const RANGES: FamilyCases = {
  ContainerRetriesOutOfRange: range((Retries) => withCheck({ Retries }), 1, 10, /allows 1 to 10.* Set Retries to (1|10)\./),
  ContainerIntervalOutOfRange: range((Interval) => withCheck({ Interval }), 5, 300, /Set Interval to (5|300)\./),
  ContainerTimeoutOutOfRange: range((Timeout) => withCheck({ Timeout }), 2, 60, /Set Timeout to (2|29)\./),
  ContainerStartPeriodOutOfRange: range(
    (StartPeriod) => withCheck({ StartPeriod }),
    0,
    300,
    /Set StartPeriod to (0|300)\.($| Let HealthCheckGracePeriodSeconds of the service cover a longer boot: more than 301, by one check\.)/,
  ),
  FargateStopTimeoutOutOfRange: {
    ...range((StopTimeout) => withContainer({ StopTimeout }), 2, 120, /Set StopTimeout to (2|120);/),
    compliant: {
      'the limits': withContainer({ StopTimeout: 120 }),
      'an instance of EC2, which waits longer': withProperties({
        TaskDefinition: { RequiresCompatibilities: ['EC2'], ContainerDefinitions: [{ Name: 'web', StopTimeout: 600 }] },
      }),
      'a launch type that a parameter decides': withProperties({
        TaskDefinition: { RequiresCompatibilities: [PARAMETER], ContainerDefinitions: [{ Name: 'web', StopTimeout: 600 }] },
      }),
    },
  },
  TargetGroupIntervalOutOfRange: range((value) => withTargetGroup({ HealthCheckIntervalSeconds: value }), 5, 300, /allows 5 to 300 s/),
  TargetGroupTimeoutOutOfRange: range((value) => withTargetGroup({ HealthCheckTimeoutSeconds: value }), 2, 120, /allows 2 to 120 s/),
  TargetGroupThresholdOutOfRange: {
    compliant: {
      'the limits': withTargetGroup({ HealthyThresholdCount: 2, UnhealthyThresholdCount: 10 }),
      'the defaults': withTargetGroup({ HealthyThresholdCount: undefined, UnhealthyThresholdCount: undefined }),
      'a parameter': withTargetGroup({ UnhealthyThresholdCount: PARAMETER }),
    },
    nonCompliant: {
      'one success': withTargetGroup({ HealthyThresholdCount: 1 }),
      'eleven failures': withTargetGroup({ UnhealthyThresholdCount: 11 }),
    },
    says: /allows 2 to 10/,
  },
  DeregistrationDelayOutOfRange: range(withAttribute('deregistration_delay.timeout_seconds'), 0, 3600, /0 to 3600 s/),
  SlowStartOutOfRange: {
    ...range(withAttribute('slow_start.duration_seconds'), 30, 900, /to (30|900), or to 0/),
    compliant: {
      'off': withAttribute('slow_start.duration_seconds')('0'),
      'the least': withAttribute('slow_start.duration_seconds')('30'),
      'a parameter': withAttribute('slow_start.duration_seconds')(PARAMETER),
    },
  },
  Route53IntervalNotAllowed: {
    compliant: {
      10: healthCheck({ RequestInterval: 10 }),
      nothing: healthCheck({}),
      parameter: healthCheck({ RequestInterval: PARAMETER }),
    },
    nonCompliant: { 5: healthCheck({ RequestInterval: 5 }), 60: healthCheck({ RequestInterval: 60 }) },
    says: /allows 10 and 30 s.* Set RequestInterval to (10|30)/,
  },
  Route53FailureThresholdOutOfRange: range((FailureThreshold) => healthCheck({ FailureThreshold }), 1, 10, /allows 1 to 10/),
  Route53ChildrenOutOfRange: {
    compliant: {
      'one child': calculated(['check']),
      'as many as the quota': calculated(checks(255)),
      'a list that a parameter decides': calculated(PARAMETER),
      'a child that a condition may remove': calculated([{ 'Fn::If': ['Condition', 'check', { Ref: 'AWS::NoValue' }] }]),
      'a check that is not calculated': healthCheck({}),
      'a switch, always healthy or, inverted, never': calculated(undefined, 0),
      'no children and a threshold that a parameter decides': calculated([], PARAMETER),
    },
    nonCompliant: {
      'a threshold without children': calculated([], 1),
      'no children': calculated([]),
      'nothing said': calculated(undefined),
      'one too many': calculated(checks(256)),
    },
    says: /has (0|256) children/,
  },
  Route53TooFewRegions: {
    compliant: {
      'three regions': healthCheck({ Regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] }),
      'all regions': healthCheck({}),
      'regions that a parameter decides': healthCheck({ Regions: PARAMETER }),
    },
    nonCompliant: {
      'one region': healthCheck({ Regions: ['us-east-1'] }),
      'two regions': healthCheck({ Regions: ['us-east-1', 'eu-west-1'] }),
    },
    says: /at least 3/,
  },
};
