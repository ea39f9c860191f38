import { App, Stack } from 'aws-cdk-lib';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { DeepVerifier, HealthDependency, HealthEndpoint, ServiceVerification } from '../../src';
import type { Plan } from '../../src/shared/plan';
import { planParameter } from '../../src/shared/registry';
import { contract, fargateService, ingressRules, Match, stackWithVpc, Template, planParameters, readStatements } from '../fixtures';

function verified(contractProps = {}) {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const service = fargateService(stack, cluster);
  const verifier = DeepVerifier.forVpc(stack, vpc);
  const verification = new ServiceVerification(stack, 'Verification', { verifier, contract: contract(contractProps), service });
  return { stack, vpc, cluster, verifier, verification, template: Template.fromStack(stack) };
}

/** The registered plan, each token replaced by a word. */
function planIn(template: Template): Plan {
  const [parameter] = planParameters(template);
  const input = parameter.Properties.Value;
  return JSON.parse(
    typeof input === 'string' ? input : input['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : 'token')).join(''),
  );
}

test('the plan is a parameter below the path of the verifier, which the schedule names once a minute, without retries', () => {
  const { template, verifier, verification } = verified({ dependencies: [HealthDependency.tcp('database', 'db.internal', 5432)] });
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'rate(1 minute)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Input: JSON.stringify({ sweep: verifier.verifierName, shard: 1, shards: 1, readBudget: 0.4 }),
      RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    },
  });
  const [, plan] = verification.planName.split('.');
  expect(planParameters(template)[0].Properties).toMatchObject({ Name: planParameter(verifier.verifierName, plan), Type: 'String' });
  expect(planParameters(template)[0].Properties).not.toHaveProperty('Tier');
  expect(planIn(template)).toEqual({
    version: 1,
    service: { cluster: 'token', name: 'token', container: 'web' },
    port: 3000,
    liveness: { protocol: 'http', path: '/health/live', format: 'auto', statusCodes: '200-299', timeoutMs: 5000 },
    readiness: { protocol: 'http', path: '/health/ready', format: 'auto', statusCodes: '200-299', timeoutMs: 5000 },
    targetGroups: [],
    dependencies: [{ name: 'database', host: 'db.internal', port: 5432, endpoint: { protocol: 'tcp', port: 5432, timeoutMs: 3000 } }],
    timing: {
      startupSeconds: 60,
      replacementSeconds: 120,
      drainSeconds: 60,
      container: { failsSeconds: expect.any(Number), recoversSeconds: expect.any(Number) },
      target: { failsSeconds: expect.any(Number), recoversSeconds: expect.any(Number) },
      deploymentSeconds: 585,
      rounds: 1,
      roundSpacingSeconds: 60,
      roundDeadlineMs: 15000,
    },
    systemicShare: 0.5,
    minimumServing: 1,
  });
});

test('the prober runs inside the VPC and its code may call no AWS API', () => {
  const { template } = verified();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { LAYERED_HEALTH_FUNCTION: 'prober' } },
    VpcConfig: Match.objectLike({ SubnetIds: Match.anyValue() }),
    Architectures: ['arm64'],
  });
  const [role] = Object.values(template.findResources('AWS::IAM::Role')).filter(
    (candidate) => candidate.Properties.Policies?.[0].PolicyName === 'prober',
  );
  expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  const statements = role.Properties.Policies[0].PolicyDocument.Statement;
  const allowed = statements.filter((statement: any) => statement.Effect === 'Allow').flatMap((statement: any) => statement.Action);
  expect(
    allowed.every((action: string) =>
      /^(logs:(CreateLogStream|PutLogEvents)|ec2:\w*(NetworkInterface|Subnet|PrivateIpAddress)\w*)$/.test(action),
    ),
  ).toBe(true);
  expect(statements).toContainEqual(
    expect.objectContaining({
      Effect: 'Deny',
      NotAction: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: '*',
      Condition: { ArnLike: { 'lambda:SourceFunctionArn': expect.anything() } },
    }),
  );
});

test('the verifier runs outside the VPC and may only read what it needs and call the prober', () => {
  const { template } = verified();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { LAYERED_HEALTH_FUNCTION: 'verifier', PROBER_FUNCTION_NAME: { Ref: Match.anyValue() } } },
    VpcConfig: Match.absent(),
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  template.resourceCountIs('AWS::IAM::Policy', 0);
  expect(readStatements(template).map((statement) => statement.Action)).toEqual([
    'ssm:GetParametersByPath',
    [
      'elasticloadbalancing:DescribeTargetHealth', 'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
    ],
    'ecs:DescribeServices',
    'ecs:DescribeTasks',
    'ecs:ListTasks',
  ]);
  expect(readStatements(template)[4]).toMatchObject({
    Resource: '*',
    Condition: { ArnLike: { 'ecs:cluster': [{ 'Fn::GetAtt': [expect.stringMatching(/^Cluster/), 'Arn'] }] } },
  });
});

test('the prober reaches each port that the contract names, and no other', () => {
  const { template } = verified({ readiness: HealthEndpoint.http('/ready', { port: 9000 }) });
  const rules = ingressRules(template).map(({ FromPort, ToPort }) => [FromPort, ToPort]);
  expect(rules).toEqual(expect.arrayContaining([[3000, 3000], [9000, 9000]]));
  expect(rules).toHaveLength(2);
});

test('one verifier serves all services of a VPC; a second VPC gets its own', () => {
  const { stack, vpc } = stackWithVpc();
  expect(DeepVerifier.forVpc(new Construct(stack, 'Below'), vpc)).toBe(DeepVerifier.forVpc(stack, vpc));
  expect(DeepVerifier.forVpc(stack, new Vpc(stack, 'Other'))).not.toBe(DeepVerifier.forVpc(stack, vpc));
});

test('a cluster is allowed once, however many services it has', () => {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const verifier = DeepVerifier.forVpc(stack, vpc);
  for (const id of ['A', 'B', 'C']) {
    new ServiceVerification(stack, `Verification${id}`, { verifier, contract: contract(), service: fargateService(stack, cluster, id) });
  }
  expect(readStatements(Template.fromStack(stack)).filter(({ Action }) => String(Action).startsWith('ecs:'))).toHaveLength(3);
  expect(JSON.stringify(readStatements(Template.fromStack(stack))).match(/service\//g)).toHaveLength(1);
});

test('isolated subnets will do', () => {
  const stack = new Stack();
  const vpc = new Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
  });
  new DeepVerifier(stack, 'Verifier', { vpc });
  const [prober] = Object.values(
    Template.fromStack(stack).findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { LAYERED_HEALTH_FUNCTION: 'prober' } } },
    }),
  );
  expect(prober.Properties.VpcConfig.SubnetIds).toHaveLength(vpc.isolatedSubnets.length);
});

test('without a VPC the verifier probes itself', () => {
  const stack = new Stack();
  const verifier = new DeepVerifier(stack, 'Verifier');
  expect(verifier.prober).toBeUndefined();
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
  template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { PROBER_FUNCTION_NAME: Match.absent() } } });
});

test.each([
  [{ systemicShare: 0 }, /\[Stack\/Own\] systemicShare is out of range: got 0, allowed: a number above 0, at most 1/],
  [{ systemicShare: 1.1 }, /got 1.1/],
  [{ name: 'no spaces' }, /\[Stack\/Own\] The name of a verifier is part of parameters and alarms: got "no spaces"/],
  [{ shards: 17 }, /shards is out of range: got 17, allowed: a whole number from 1 to 16/],
  [{ readBudget: 2 }, /readBudget is out of range: got 2/],
  [{ vpcSubnets: {} }, /\[Stack\/Own\] The prober has no VPC: got vpcSubnets without vpc/],
])('%j is refused', (props, message) => {
  const { stack } = stackWithVpc();
  expect(() => new DeepVerifier(stack, 'Own', props)).toThrow(message);
});

test('an own security group is used as it is', () => {
  const { stack, vpc } = stackWithVpc();
  const securityGroup = new SecurityGroup(stack, 'Group', { vpc });
  expect(new DeepVerifier(stack, 'Own', { vpc, securityGroup }).connections.securityGroups).toEqual([securityGroup]);
});

test('a prober in another stack, whose group allows no outbound traffic, may reach the tasks: the rule is beside them', () => {
  const app = new App();
  const network = new Stack(app, 'Network');
  const vpc = new Vpc(network, 'Vpc', { maxAzs: 2 });
  const securityGroup = new SecurityGroup(network, 'Prober', { vpc, allowAllOutbound: false });
  const verifier = new DeepVerifier(network, 'Verifier', { vpc, securityGroup });
  const stack = new Stack(app, 'Service');
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  new ServiceVerification(stack, 'Verification', { verifier, contract: contract(), service });
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 3000, ToPort: 3000 });
});
