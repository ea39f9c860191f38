import { App, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmRule as CdkAlarmRule, type CfnCompositeAlarm, CompositeAlarm, type IAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import * as fc from 'fast-check';
import { alarmsOf, holds, parseAlarmRule } from '../../sandbox/template/alarm-rule';
import { DeepVerifier, HealthAlarms, HealthLayer, ServiceVerification } from '../../src';
import { incidentRule } from '../../src/signals/incident-rule';
import { contract, fargateService, Match, stackWithVpc, Template } from '../fixtures';

function incident() {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const verification = new ServiceVerification(stack, 'Verification', {
    verifier: DeepVerifier.forVpc(stack, vpc),
    contract: contract(),
    service,
  });
  return { stack, alarms: new HealthAlarms(stack, 'Alarms', { verification }) };
}

function alarm(scope: Stack, id: string, alarmName?: string): Alarm {
  return new Alarm(scope, id, { metric: new Metric({ namespace: 'Shop', metricName: id }), threshold: 1, evaluationPeriods: 1, alarmName });
}

/** The rule with the logical ids of its alarms. */
function ruleIn(stack: Stack): string {
  const [found] = Object.values(
    Template.fromStack(stack).findResources('AWS::CloudWatch::CompositeAlarm', { Properties: { AlarmName: Match.anyValue() } }),
  );
  return found.Properties.AlarmRule['Fn::Join'][1]
    .map((part: any) => (typeof part === 'string' ? part : part['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '')))
    .join('');
}

test('causes count, those that a deployment raises only outside of one, from the lowest layer up', () => {
  const { stack, alarms } = incident();
  alarms.addCause(HealthLayer.L7, alarm(stack, 'Errors'));
  alarms.addCause(HealthLayer.EDGE, alarm(stack, 'Dns'));
  alarms.addCause(HealthLayer.L4, alarm(stack, 'Refused'));
  alarms.addCause(HealthLayer.L3, alarm(stack, 'Vpn'));
  expect(ruleIn(stack)).toBe('ALARM("AlarmsFaults") OR ALARM("Vpn") OR ALARM("Dns")'
    + ' OR ((ALARM("Refused") OR ALARM("Errors")) AND NOT ALARM("AlarmsDeploying"))');
  expect(alarms.causes.map(({ node }) => node.id)).toEqual(['Vpn', 'Refused', 'Errors', 'Dns']);
});

test('what deployments raise stays silent for five minutes after them; the alarm on it comes with the first such cause', () => {
  const { stack, alarms } = incident();
  alarms.addCause(HealthLayer.L3, alarm(stack, 'Vpn'));
  alarms.addCause(HealthLayer.L7);
  expect(alarms.deploying).toBeUndefined();
  alarms.addCause(HealthLayer.ECS, alarm(stack, 'Capacity'));
  expect(alarms.deploying).toBeDefined();
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'DeploymentInProgress',
    Namespace: 'LayeredHealth',
    DatapointsToAlarm: 1,
    EvaluationPeriods: 5,
    TreatMissingData: 'notBreaching',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    AlarmActions: Match.absent(),
  });
});

test('a cause counts once, and a composite of the user is a cause as well', () => {
  const { stack, alarms } = incident();
  const vpn = alarm(stack, 'Vpn');
  const both = new CompositeAlarm(stack, 'Both', { alarmRule: CdkAlarmRule.anyOf(vpn, alarm(stack, 'Other')) });
  alarms.addCause(HealthLayer.L3, vpn, vpn);
  alarms.addCause(HealthLayer.L7, vpn);
  alarms.addCause(HealthLayer.L3, both);
  expect(alarms.causes).toEqual([vpn, both]);
});

test('imported alarms are causes', () => {
  const { stack, alarms } = incident();
  alarms.addCause(HealthLayer.L3, Alarm.fromAlarmArn(stack, 'Imported', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Vpn'));
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::CloudWatch::CompositeAlarm'))).toContain('alarm:Vpn');
});

test('a layer that does not exist, the incident itself and alarms of elsewhere are refused', () => {
  const { stack, alarms } = incident();
  expect(() => alarms.addCause('L5' as HealthLayer, alarm(stack, 'A'))).toThrow(
    /\[Stack\/Alarms\] layer has the wrong type: got 'L5'.* HealthLayer\.L3, .*HealthLayer\.EDGE/,
  );
  expect(() => alarms.addCause(HealthLayer.L7, alarms.incident)).toThrow(/The incident cannot be its own cause: got Stack\/Alarms\/Faults/);

  const app = new App();
  const [here, there] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { account: '111122223333', region } }));
  const verification = new ServiceVerification(here, 'Verification', {
    verifier: new DeepVerifier(here, 'Verifier'), contract: contract(), service: fargateService(here, new Cluster(here, 'Cluster')),
  });
  const hereAlarms = new HealthAlarms(here, 'Alarms', { verification });
  expect(() => hereAlarms.addCause(HealthLayer.EDGE, alarm(there, 'Dns'))).toThrow(
    /A cause is in another region than the incident: got us-east-1\/Dns in us-east-1, allowed: alarms in eu-west-1/,
  );
});

test('more than 100 children are refused', () => {
  const { stack, alarms } = incident();
  const vpns = Array.from({ length: 99 }, (_, index) => alarm(stack, `Vpn${index}`, `v${index}`));
  alarms.addCause(HealthLayer.L3, ...vpns);
  expect(() => alarms.addCause(HealthLayer.L3, alarm(stack, 'OneMore'))).toThrow(
    /The incident has too many causes: got 101 child alarms, allowed: at most 100/,
  );
});

test('a rule that can become too long is refused at synthesis', () => {
  const { stack, alarms } = incident();
  alarms.addCause(HealthLayer.L3, ...Array.from({ length: 40 }, (_, index) => alarm(stack, `Vpn${index}`, `${'v'.repeat(250)}${index}`)));
  expect(() => Template.fromStack(stack)).toThrow(
    /The rule of the incident can become too long: got up to \d{5} characters, allowed: at most 10240/,
  );
});

describe('for any set of causes', () => {
  const arn = fc.string({ minLength: 1, maxLength: 255, unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789-_') })
    .map((name) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`);
  const causes = fc.uniqueArray(fc.record({ arn, layer: fc.constantFrom(...Object.values(HealthLayer)) }), {
    maxLength: 120,
    selector: ({ arn: one }) => one,
  });

  test('the incident either synthesizes within the limits of CloudWatch, or says what is too much', () => {
    const { stack, vpc } = stackWithVpc();
    const cluster = new Cluster(stack, 'Cluster', { vpc });
    const verifier = DeepVerifier.forVpc(stack, vpc);
    let run = 0;
    fc.assert(fc.property(causes, (given) => {
      const id = `Run${run++}`;
      const service = fargateService(stack, cluster, `${id}Service`);
      const alarms = new HealthAlarms(stack, id, {
        verification: new ServiceVerification(stack, `${id}Verification`, { verifier, contract: contract(), service }),
      });
      try {
        given.forEach((cause, index) => alarms.addCause(cause.layer, Alarm.fromAlarmArn(stack, `${id}Cause${index}`, cause.arn)));
      } catch (error) {
        expect(String(error)).toMatch(/The incident has too many causes: got 101 child alarms/);
        expect(given.length).toBeGreaterThan(98);
        return;
      }
      const [problem] = alarms.node.validate();
      const longest = given.reduce((sum, cause) => sum + cause.arn.length + 'ALARM("") OR '.length, 1_000);
      if (problem) {
        expect(problem).toMatch(/^The rule of the incident can become too long/);
        expect(longest).toBeGreaterThan(10_240);
        return;
      }
      if (given.length === 0) { return; }
      const text = JSON.stringify(stack.resolve((alarms.incident.node.defaultChild as CfnCompositeAlarm).alarmRule));
      given.forEach((cause) => expect(text).toContain(cause.arn));
    }), { numRuns: 30 });
  });

  test('the rule holds as soon as one of them is in alarm, unless a deployment explains it', () => {
    const named = (id: string) => ({ alarmArn: id, alarmName: id }) as IAlarm;
    fc.assert(fc.property(causes, fc.func(fc.boolean()), fc.boolean(), (given, isAlarm, deploying) => {
      const further = new Map(given.map((cause) => [named(cause.arn), cause.layer] as const));
      const own = [named('restart'), named('people')];
      const rule = parseAlarmRule(incidentRule({ own, further, deploying: named('deploying') }, (one) => one.alarmName));
      const state = (id: string) => (id === 'deploying' ? deploying : isAlarm(id)) ? 'ALARM' : 'OK';
      const counts = ([one, layer]: readonly [IAlarm, string]) =>
        state(one.alarmName) === 'ALARM' && (!deploying || layer === 'L3' || layer === 'EDGE');
      expect(holds(rule, state)).toBe(own.some((one) => state(one.alarmName) === 'ALARM') || [...further].some(counts));
      expect(alarmsOf(rule).length).toBeLessThanOrEqual(given.length + 3);
    }));
  });
});
