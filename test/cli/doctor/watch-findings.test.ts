import * as fc from 'fast-check';
import { account } from './told-answers';
import { alarmFindings, metricRaised, raisedOn } from '../../../cli/doctor/alarms';
import type { AccountFacts, HealthCheckFacts, MetricAlarm, ServiceFacts } from '../../../cli/doctor/facts';
import { healthCheckFindings, unhealthyNames } from '../../../cli/doctor/health-checks';
import { scaleOutOf } from '../../../cli/doctor/scaling';

const BALANCER = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/0123456789abcdef';
const web: ServiceFacts = {
  cluster: 'prod', service: { serviceArn: 'arn', serviceName: 'web', desiredCount: 4, loadBalancers: [{ targetGroupArn: 'group' }] },
};

function withAlarms(...alarms: readonly (MetricAlarm & { readonly guards?: boolean })[]): AccountFacts {
  return account({
    alarms: alarms.map(({ guards, ...alarm }) => ({ alarm, services: ['arn'], guards: guards ? ['arn'] : [] })),
  });
}

test('an alarm of scaling, or one that is quiet, is no trouble', () => {
  const scaling = { AlarmName: 'high', StateValue: 'ALARM', AlarmActions: ['arn:aws:autoscaling:eu-west-1:1:scalingPolicy:p'] };
  expect(raisedOn(web, withAlarms(scaling, { AlarmName: 'quiet', StateValue: 'OK' }, { StateValue: 'INSUFFICIENT_DATA' }))).toEqual([]);
  fc.assert(fc.property(fc.constantFrom('OK', 'INSUFFICIENT_DATA'), fc.string(), (StateValue, AlarmName) => {
    expect(alarmFindings(web, withAlarms({ AlarmName, StateValue, guards: true }), true)).toEqual([]);
  }));
});

test('an alarm speaks for a metric that may not be read, unless a peak or the want of data raises it', () => {
  const high: MetricAlarm = {
    AlarmName: 'high',
    StateValue: 'ALARM',
    Namespace: 'AWS/ECS',
    MetricName: 'CPUUtilization',
    Statistic: 'Average',
    Threshold: 95,
    ComparisonOperator: 'GreaterThanThreshold',
  };
  const isTaken = (alarm: MetricAlarm) => metricRaised(web, withAlarms(alarm), 'CPUUtilization', 90) !== undefined;
  expect([high, { ...high, Statistic: 'Minimum' }, { ...high, TreatMissingData: 'missing' }].map(isTaken)).toEqual([true, true, true]);
  expect([
    { ...high, TreatMissingData: 'breaching' },
    { ...high, Statistic: 'Maximum' },
    { ...high, Statistic: undefined },
    { ...high, Threshold: 80 },
    { ...high, StateValue: 'OK' },
    { ...high, MetricName: 'MemoryUtilization' },
    { ...high, ComparisonOperator: 'LessThanThreshold' },
  ].map((alarm) => isTaken(alarm as MetricAlarm))).toEqual(Array(7).fill(false));
});

test('an alarm without an action is heard where another one, or a deployment, hears it', () => {
  const raised = { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'too many' };
  const [alone] = raisedOn(web, withAlarms(raised));
  expect(alone).toBe("CloudWatch's alarm 'errors' is in ALARM, and it has no action, so nobody is told: too many");
  const heard = "CloudWatch's alarm 'errors' is in ALARM: too many";
  expect(raisedOn(web, withAlarms(raised, { AlarmName: 'all', AlarmRule: 'ALARM("errors") OR ALARM("others")' }))[0]).toBe(heard);
  expect(raisedOn(web, withAlarms({ ...raised, guards: true }))[0]).toBe(heard);
  expect(raisedOn(web, withAlarms({ ...raised, AlarmActions: ['arn:aws:sns:eu-west-1:1:pager'] }))[0]).toBe(heard);
});

test('a deployment alarm in ALARM guards no deployment that begins now', () => {
  const findings = alarmFindings(web, withAlarms({ AlarmName: 'errors', StateValue: 'ALARM', guards: true }), false);
  expect(findings.map(({ rule, message }) => [rule, message])).toEqual([[
    'DeploymentAlarmIsRaised', "The deployment alarm 'errors' is in ALARM: ECS watches no alarm during a deployment that begins now.",
  ]]);
});

function checking(
  config: HealthCheckFacts['config'], listener: object, observed?: readonly string[], rules: object[] = [{ IsDefault: true }],
) {
  return account({
    targetGroups: new Map([['group', { group: { LoadBalancerArns: [BALANCER] } }]]),
    loadBalancers: new Map([[BALANCER, { loadBalancer: { LoadBalancerArn: BALANCER }, listeners: [{ listener, rules }] }]]),
    dns: {
      healthChecks: [{ id: 'id', name: 'www.example.com', balancer: BALANCER, config, ...observed ? { observed } : {} }], records: [],
    },
  });
}

const FORWARDS = { Port: 8443, Protocol: 'HTTPS', DefaultActions: [{ Type: 'forward' }] };
const REDIRECTS = { Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'redirect' }] };

test.each<[HealthCheckFacts['config'], object, readonly string[]]>([
  [{ Type: 'HTTPS', Port: '8443' }, FORWARDS, []],
  [{ Type: 'TCP', Port: '8443' }, FORWARDS, []],
  [{ Type: 'HTTP', Port: '8443' }, FORWARDS, ['Route53ProtocolNotOfListener']],
  [{ Type: 'HTTPS_STR_MATCH', Port: '8080' }, { ...REDIRECTS, Port: 8080 }, ['Route53ProtocolNotOfListener']],
  [{ Type: 'HTTPS' }, FORWARDS, ['Route53PortWithoutListener']],
  [{ Type: 'HTTP' }, REDIRECTS, ['Route53SeesRedirectAlone']],
  [{ Type: 'HTTP_STR_MATCH' }, REDIRECTS, []],
  [{ Type: 'HTTP', Disabled: 'true' }, REDIRECTS, ['Route53CheckIsDisabled']],
  [{ Type: 'CALCULATED' }, FORWARDS, []],
])('a check %j of a listener %j: %j', (config, listener, rules) => {
  expect(healthCheckFindings(web, checking(config, listener), true).map(({ rule }) => rule)).toEqual(rules);
});

test('of listeners that were not read nothing is claimed, nor of a rule that forwards', () => {
  const { loadBalancers: _, ...rest } = checking({ Type: 'HTTP' }, FORWARDS);
  expect(healthCheckFindings(web, { ...rest, loadBalancers: new Map([[BALANCER, { loadBalancer: {} }]]) }, true)).toEqual([]);
  const forwarding = [{ IsDefault: false }, { IsDefault: true }];
  expect(healthCheckFindings(web, checking({ Type: 'HTTP' }, REDIRECTS, undefined, forwarding), true)).toEqual([]);
});

test.each<[number, HealthCheckFacts['config'], number]>([
  [0, {}, 1], [2, {}, 1], [3, {}, 0], [16, {}, 0], [0, { Inverted: 'true' }, 0], [0, { Disabled: 'true' }, 0],
])('well for %d of 16 checkers, with %j: %d unhealthy', (well, config, count) => {
  const observed = Array.from({ length: 16 }, (_, index) => (index < well ? 'Success: HTTP Status Code 200, OK' : 'Failure: timeout'));
  expect(unhealthyNames(web, checking({ Type: 'HTTP', ...config }, FORWARDS, observed))).toHaveLength(count);
});

test.each([
  [{ most: 4 }, 'its scaling is at its maximum of 4', '--max-capacity NUMBER'],
  [{ most: 10 }, 'its scaling may go from 4 to 10 tasks', undefined],
  [{ most: 10, outSuspended: true }, 'scaling out is suspended', '--suspended-state DynamicScalingOutSuspended=false'],
])('%j: %s', (limits, words, ends) => {
  const target = { resourceId: 'service/prod/web', least: 1, outSuspended: false, inSuspended: false, ...limits };
  const out = scaleOutOf(web, account({ scaling: new Map([['arn', target]]) }));
  expect(out?.words).toBe(words);
  expect(out?.command?.endsWith(ends ?? '')).toBe(ends === undefined ? undefined : true);
});
