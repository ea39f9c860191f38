import { App, Size, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DeepVerifier, HealthAlarms, HealthEndpoint, LayeredHealth, ServiceVerification, VerifierAlarm } from '../../src';
import { BUCKETS, pathsOf, planParameter } from '../../src/shared/registry';
import { contract, fargateService, Match, planParameters, readStatements, stackWithVpc, Template } from '../fixtures';

/** A platform stack with a verifier, and a stack of another app that knows its name alone. */
function platform() {
  const { stack, vpc } = stackWithVpc();
  const verifier = new DeepVerifier(stack, 'Verifier', { name: 'prod', vpc, shards: 4 });
  return { stack, verifier };
}

function serviceStack(id = 'Shop') {
  const stack = new Stack(new App(), id);
  const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { natGateways: 0 }) });
  return { stack, service: fargateService(stack, cluster) };
}

test('a stack of another app verifies its service by the name of a verifier, without a reference', () => {
  const { stack, service } = serviceStack();
  const verifier = DeepVerifier.fromName(stack, 'Verifier', 'prod');
  const alert = { topic: new Topic(stack, 'Topic') };
  const health = new LayeredHealth(stack, 'Health', { contract: contract(), service, verifier, alert });
  const template = Template.fromStack(stack);
  expect(planParameters(template)).toHaveLength(1);
  expect(planParameters(template)[0].Properties.Name).toMatch(/^\/cdk-ecs-layered-health\/prod\/plans\/[0-9a-f]\/Shop-Health-Verification-/);
  expect(health.verification!.planName).toMatch(/^prod\.Shop-Health-Verification-/);
  const parameters = Object.values(template.toJSON().Parameters as Record<string, { Type: string; Default: string }>);
  expect(parameters.filter(({ Default }) => Default.includes('layered-health'))).toEqual([
    { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/cdk-ecs-layered-health/prod/exports' },
  ]);
  template.resourceCountIs('AWS::Scheduler::Schedule', 0);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: `${health.verification!.planName}-faults` });
});

test('CloudFormation has no parameter to warn of that nothing refers to', () => {
  const { stack, service } = serviceStack();
  const verifier = DeepVerifier.fromName(stack, 'Verifier', 'prod');
  new ServiceVerification(stack, 'Verification', { verifier, contract: contract(), service });
  const { Parameters, Resources } = Template.fromStack(stack).toJSON();
  const unused = Object.keys(Parameters).filter((id) => !JSON.stringify(Resources).includes(`{"Ref":"${id}"}`));
  expect(unused.filter((id) => id !== 'BootstrapVersion')).toEqual([]);
});

test('what other stacks need is registered under the name', () => {
  const template = Template.fromStack(platform().stack);
  const names = Object.values(template.findResources('AWS::SSM::Parameter')).map(({ Properties }) => Properties.Name as string);
  expect(names.map((name) => name.replace('/cdk-ecs-layered-health/prod/', '')).sort()).toEqual(
    ['exports', 'verifier'],
  );
});

test('a thousand stacks share a verifier: neither its template nor its role grows', () => {
  const { stack, verifier } = platform();
  const before = JSON.stringify(Template.fromStack(stack).toJSON());
  const statements = JSON.stringify(readStatements(Template.fromStack(stack)));
  // The limit of AWS for all inline policies of a role together is 10,240 characters, blanks not counted.
  expect(statements.length).toBeLessThan(2_500);
  for (const id of ['A', 'B', 'C']) {
    const shop = serviceStack(id);
    new ServiceVerification(shop.stack, 'Verification', {
      verifier: DeepVerifier.fromName(shop.stack, 'Verifier', 'prod'), contract: contract(), service: shop.service,
    });
    // Nothing of it is attached to a role elsewhere.
    const policies = Template.fromStack(shop.stack).findResources('AWS::IAM::Policy');
    expect(Object.values(policies).filter(({ Properties: { Roles } }) => JSON.stringify(Roles).includes('Fn::Select'))).toEqual([]);
  }
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).toBe(before);
  expect(verifier.verifierName).toBe('prod');
});

test('in one app too: a further stack adds nothing to the stack of the verifier but what CloudFormation exports once', () => {
  const sizes = [1, 2, 20].map((count) => {
    const { stack, vpc } = stackWithVpc();
    const verifier = new DeepVerifier(stack, 'Verifier', { vpc });
    for (let index = 0; index < count; index += 1) {
      const other = new Stack(stack.node.root as App, `Other${index}`);
      const service = fargateService(other, new Cluster(other, 'Cluster', { vpc }));
      new ServiceVerification(other, 'Verification', { verifier, contract: contract(), service });
    }
    const template = Template.fromStack(stack);
    expect(readStatements(template).some(({ Condition }) => JSON.stringify(Condition ?? {}).includes('ArnLike'))).toBe(true);
    return JSON.stringify(template.toJSON()).length;
  });
  expect(sizes[2]).toBe(sizes[0]);
  expect(sizes[1]).toBe(sizes[0]);
});

test('the clusters that are given are the only ones', () => {
  const { stack, vpc } = stackWithVpc();
  const cluster = Cluster.fromClusterAttributes(stack, 'Given', { clusterName: 'given', vpc });
  new DeepVerifier(stack, 'Verifier', { name: 'prod', clusters: [cluster] });
  const text = JSON.stringify(readStatements(Template.fromStack(stack)));
  expect(text).toContain(':service/given/*');
  expect(text).not.toContain(':service/*');
});

test('a further service adds three resources: its plan, its alarm, and a rule for the prober', () => {
  const added = (services: number) => {
    const { stack, vpc } = stackWithVpc();
    const cluster = new Cluster(stack, 'Cluster', { vpc });
    const alert = { topic: new Topic(stack, 'Topic') };
    const all = ['A', 'B'].map((id) => fargateService(stack, cluster, id));
    for (const service of all.slice(0, services)) {
      new LayeredHealth(stack, `${service.node.id}Health`, { contract: contract(), service, alert });
    }
    return Object.keys(Template.fromStack(stack).toJSON().Resources as object).length;
  };
  expect(added(2) - added(1)).toBeLessThanOrEqual(3);
});

test('each bucket belongs to exactly one shard', () => {
  for (let shards = 1; shards <= BUCKETS; shards += 1) {
    const paths = Array.from({ length: shards }, (_, index) => pathsOf({ sweep: 'prod', shard: index + 1, shards, readBudget: 1 })).flat();
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toHaveLength(shards === 1 ? 1 : BUCKETS);
  }
  expect(planParameter('prod', 'orders')).toMatch(/^\/cdk-ecs-layered-health\/prod\/plans\/[0-9a-f]\/orders$/);
});

test('one schedule and one alarm a shard; a service beside its verifier brings the alarm with it', () => {
  const { stack, vpc } = stackWithVpc();
  const verifier = new DeepVerifier(stack, 'Verifier', { vpc, shards: 3 });
  const topic = new Topic(stack, 'Topic');
  for (const id of ['A', 'B']) {
    const service = fargateService(stack, new Cluster(stack, `Cluster${id}`, { vpc }), id);
    new HealthAlarms(stack, `Alarms${id}`, {
      verification: new ServiceVerification(stack, `Verification${id}`, { verifier, contract: contract(), service }), alert: { topic },
    });
  }
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Scheduler::Schedule', 3);
  const blind = Object.values(template.findResources('AWS::CloudWatch::Alarm')).filter(({ Properties }) => /\.blind-/.test(Properties.AlarmName));
  expect(blind.map(({ Properties }) => Properties.AlarmName.replace(/^.*\./, '')).sort()).toEqual(['blind-1', 'blind-2', 'blind-3']);
  expect(blind[0].Properties).toMatchObject({
    MetricName: 'ServicesUnverified',
    DatapointsToAlarm: 5,
    EvaluationPeriods: 6,
    TreatMissingData: 'breaching',
    AlarmActions: [expect.anything()],
    OKActions: [expect.anything()],
  });
});

test('the verifier has the memory that it is given, which Lambda must offer', () => {
  const { stack, vpc } = stackWithVpc();
  new DeepVerifier(stack, 'Verifier', { vpc, memory: Size.gibibytes(1) });
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  expect(functions.map(({ Properties }) => Properties.MemorySize).sort()).toEqual([1_024, 256]);
  expect(() => new DeepVerifier(stack, 'Other', { vpc, memory: Size.mebibytes(64) }))
    .toThrow('[Stack/Other] memory is out of range: got 64, allowed: a whole number from 128 to 10240. Pass what Lambda offers');
});

test('a named verifier has its alarm from whoever deploys it', () => {
  const { stack, verifier } = platform();
  new VerifierAlarm(stack, 'Blind', { verifier, alert: { topic: new Topic(stack, 'Topic') } });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'prod.blind-4' });
  Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', {
    Name: '/cdk-ecs-layered-health/prod/verifier', Value: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('"alerts"')])] },
  });
});

test('a plan that may not fit into the standard tier leaves the tier to Parameter Store; one that fits into none is refused', () => {
  const withHeaders = (count: number) => {
    const { stack, vpc } = stackWithVpc();
    const headers = Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-header-${index}`, 'x'.repeat(900)]));
    new ServiceVerification(stack, 'Verification', {
      verifier: DeepVerifier.forVpc(stack, vpc),
      contract: contract({ liveness: HealthEndpoint.http('/', { headers }) }),
      service: fargateService(stack, new Cluster(stack, 'Cluster', { vpc })),
    });
    return stack;
  };
  expect(planParameters(Template.fromStack(withHeaders(4)))[0].Properties.Tier).toBe('Intelligent-Tiering');
  expect(() => Template.fromStack(withHeaders(9))).toThrow(/The plan of the service is too long for a parameter/);
});

test('Parameter Store takes no {{', () => {
  const { stack, vpc } = stackWithVpc();
  new ServiceVerification(stack, 'Verification', {
    verifier: DeepVerifier.forVpc(stack, vpc),
    contract: contract({ liveness: HealthEndpoint.http('/{{x}}') }),
    service: fargateService(stack, new Cluster(stack, 'Cluster', { vpc })),
  });
  expect(() => Template.fromStack(stack)).toThrow(/Parameter Store takes no two opening braces in a row/);
});
