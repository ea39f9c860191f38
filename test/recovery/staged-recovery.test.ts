import { Duration, Stack } from 'aws-cdk-lib';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { definitionOf, GivenStack, recoverable } from './recovery-services';
import { AlertFormat, ApplicationRecovery, RecoveryMode, SecretHeader, type StagedRecoveryProps } from '../../src';
import { Match, type Template } from '../fixtures';

const acting = { mode: RecoveryMode.ACT };
const counts = (template: Template) => {
  const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
  return Object.fromEntries([...new Set(types)].map((type) => [type, types.filter((other) => other === type).length]));
};
const added = (before: Template, after: Template) => {
  const earlier = counts(before);
  const differences = Object.entries(counts(after)).map(([type, count]): [string, number] => [type, count - (earlier[type] ?? 0)]);
  return Object.fromEntries(differences.filter(([, count]) => count !== 0));
};
const roleStatements = (template: Template, description: string): any[] => {
  const roles = Object.values(template.findResources('AWS::IAM::Role')).filter(({ Properties }) =>
    String(Properties.Description).includes(description),
  );
  return roles.flatMap(({ Properties }) => Properties.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement));
};
const allActions = (statements: any[]) => statements.flatMap(({ Action }) => Action).sort();
const given = (props: Partial<StagedRecoveryProps> = {}) => {
  const stack = new GivenStack();
  stack.recovery(props);
  return stack.template();
};
const stateMachineRole = (template: Template) => roleStatements(template, 'Recovers one ECS service');

describe('resources', () => {
  test('a service adds a state machine, a rule with its alarm, and their roles; the first of a stack what they share', () => {
    const [without, one, two] = [0, 1, 2].map((recovered) => {
      const stack = new GivenStack();
      const services = [stack.service('Service'), stack.service('Second')];
      services.slice(0, recovered).forEach((service, index) => stack.recovery({ ...service, ...acting }, `Other${index}`));
      // Whose recovery() brought a service of its own: the same for all three.
      for (let index = recovered; index < 2; index += 1) { stack.service(`Other${index}`); }
      return stack.template();
    });
    const each = { 'AWS::StepFunctions::StateMachine': 1, 'AWS::Events::Rule': 1, 'AWS::CloudWatch::Alarm': 1 };
    expect(added(one, two)).toEqual({ ...each, 'AWS::IAM::Role': 2 });
    expect(added(without, one)).toEqual({
      ...each,
      'AWS::IAM::Role': 3,
      'AWS::IAM::Policy': 1,
      'AWS::DynamoDB::Table': 1,
      'AWS::Lambda::Function': 1,
      'AWS::Logs::LogGroup': 1,
      'AWS::SSM::Parameter': 1,
    });
  });

  test('the begin of the alarm on what a restart would help starts it, and nothing late does', () => {
    const template = given();
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        'resources': [{ 'Fn::GetAtt': [Match.stringLikeRegexp('RestartWouldHelp'), 'Arn'] }],
        'detail': { state: { value: ['ALARM'] } },
      },
      Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 3 } })],
    });
    expect(roleStatements(template, 'Starts the recovery')).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: expect.stringContaining('StateMachine') } },
    ]);
  });

  test('the ledger is paid by use, and a switch of the stack is on', () => {
    const template = given();
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'service', KeyType: 'HASH' }],
    });
    template.hasResourceProperties('AWS::SSM::Parameter', { Type: 'String', Value: 'on' });
  });

  test('logging is only there when it is asked for, tracing never', () => {
    const plain = Object.values(given().findResources('AWS::StepFunctions::StateMachine'))[0].Properties;
    expect(plain.LoggingConfiguration).toBeUndefined();
    expect(plain.TracingConfiguration).toBeUndefined();
    const stack = new GivenStack();
    stack.recovery({ logGroup: new LogGroup(stack.stack, 'Log') });
    stack
      .template()
      .hasResourceProperties('AWS::StepFunctions::StateMachine', { LoggingConfiguration: Match.objectLike({ Level: 'ALL' }) });
    expect(allActions(stateMachineRole(stack.template()))).toContain('logs:CreateLogDelivery');
  });
});

describe('what may be done', () => {
  test('one that acts may stop tasks of its cluster, under its own key, and nothing else', () => {
    const statements = stateMachineRole(given(acting));
    expect(allActions(statements)).toEqual(['dynamodb:UpdateItem', 'ecs:StopTask', 'lambda:InvokeFunction', 'sns:Publish']);
    const stop = statements.find(({ Action }) => Action === 'ecs:StopTask');
    expect(JSON.stringify(stop.Resource)).toMatch(/:task\/",\{"Ref":"Cluster\w+"\},"\/\*"/);
    expect(stop.Condition).toEqual({ ArnEquals: { 'ecs:cluster': { 'Fn::GetAtt': [expect.stringContaining('Cluster'), 'Arn'] } } });
    const ledger = statements.find(({ Action }) => Action === 'dynamodb:UpdateItem');
    expect(JSON.stringify(ledger.Condition)).toMatch(/dynamodb:LeadingKeys.*Cluster.*Service/);
    expect(statements.every(({ Resource }) => Resource !== '*')).toBe(true);
  });

  test('one that only observes may stop nothing and ask nobody, whatever it is given', () => {
    const stack = new GivenStack();
    const fn = LambdaFunction.fromFunctionArn(stack.stack, 'Mine', 'arn:aws:lambda:eu-west-1:123456789012:function:mine');
    stack.recovery({ application: ApplicationRecovery.lambda(fn) });
    const statements = stateMachineRole(stack.template());
    expect(allActions(statements)).toEqual(['dynamodb:UpdateItem', 'lambda:InvokeFunction', 'sns:Publish']);
    expect(JSON.stringify(statements)).not.toContain('mine');
  });

  test('the function that decides only reads', () => {
    const template = given({ ...acting, application: ApplicationRecovery.http('/recover') });
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('LayeredHealthRecovery'));
    const statements = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    expect(allActions(statements)).toEqual([
      'ecs:DescribeServices',
      'ecs:DescribeTasks',
      'ecs:GetTaskProtection',
      'lambda:InvokeFunction',
      'ssm:GetParameter',
      'ssm:GetParameters',
    ]);
    expect(statements.every(({ Resource }: any) => Resource !== '*')).toBe(true);
    expect(allActions(roleStatements(template, 'Decides how ECS services recover'))).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });

  test('a way of the user may be used, and no other', () => {
    const stack = new GivenStack();
    const fn = LambdaFunction.fromFunctionArn(stack.stack, 'Mine', 'arn:aws:lambda:eu-west-1:123456789012:function:mine');
    const machine = StateMachine.fromStateMachineArn(stack.stack, 'Other', 'arn:aws:states:eu-west-1:123456789012:stateMachine:mine');
    const props = stack.service('Own');
    const container = props.service.taskDefinition.addContainer('Again', {
      image: ContainerImage.fromRegistry('web'),
      enableRestartPolicy: true,
    });
    const ways = { application: ApplicationRecovery.lambda(fn), restartInPlace: ApplicationRecovery.stateMachine(machine) };
    stack.recovery({ ...props, ...acting, ...ways, container });
    const statements = stateMachineRole(stack.template());
    expect(statements).toContainEqual({
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:mine',
    });
    expect(statements).toContainEqual({
      Effect: 'Allow',
      Action: 'states:StartExecution',
      Resource: 'arn:aws:states:eu-west-1:123456789012:stateMachine:mine',
    });
  });

  test('the value of a secret header is read by the function, and stands nowhere', () => {
    const stack = new GivenStack();
    const secret = new Secret(stack.stack, 'Token');
    stack.recovery({
      application: ApplicationRecovery.http('/recover', { secretHeaders: [SecretHeader.fromSecretsManager('x-token', secret)] }),
    });
    const settings = definitionOf(stack.template()).States.Settings.Result;
    expect(settings.application).toMatchObject({
      attempts: 2,
      endpoint: { method: 'POST', path: '/recover', secretHeaders: [{ name: 'x-token', source: 'secretsmanager' }] },
    });
    stack.template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'] })]),
      },
      Roles: [{ Ref: Match.stringLikeRegexp('LayeredHealthRecovery') }],
    });
  });

  test('a port of its own is opened to the prober', () => {
    const stack = new GivenStack();
    stack.recovery({ application: ApplicationRecovery.http('/recover', { port: 9000 }) });
    expect(JSON.stringify(stack.template().findResources('AWS::EC2::SecurityGroup'))).toMatch(/"FromPort":9000/);
    expect(
      JSON.stringify(given({ application: ApplicationRecovery.http('/recover') }).findResources('AWS::EC2::SecurityGroup')),
    ).not.toMatch(/"Recovery of/);
  });
});

describe('settings', () => {
  test('are those of contract and budget', () => {
    const { States } = definitionOf(
      given({ ...acting, application: ApplicationRecovery.http('/recover'), approvalWithin: Duration.minutes(20) }),
    );
    expect(States.Settings.Result).toMatchObject({
      mode: 'ACT', format: 'TEXT', approval: true, maxAffectedShare: 0.5, restarts: 2, windowSeconds: 3600, maintenance: [], tasks: 5,
    });
    const { budget } = recoverable();
    expect(States['Wait for the application'].Seconds).toBe(10);
    expect(States['Wait for the replacement'].Seconds).toBe(budget.worstCases.deployment.toSeconds());
    expect(States['Ask people to approve'].TimeoutSeconds).toBe(1200);
    expect(States.Settings.Result.lockSeconds).toBeGreaterThan(1200 + budget.worstCases.deployment.toSeconds());
  });

  test('observe is the default', () => {
    expect(definitionOf(given()).States.Settings.Result.mode).toBe('OBSERVE');
  });

  test('a stage that was not asked for is not there', () => {
    const names = Object.keys(definitionOf(given(acting)).States);
    expect(names.filter((name) => /application|approve|container/.test(name))).toEqual([]);
    expect(names).toContain('Stop the task');
  });

  test('nothing that acts is tried twice', () => {
    const { States } = definitionOf(given({ ...acting, application: ApplicationRecovery.http('/recover') }));
    for (const name of ['Stop the task', 'Record the stop', 'Ask the application to recover']) {
      expect(States[name].Retry).toBeUndefined();
    }
  });

  test('a switch of one\'s own is read instead', () => {
    const stack = new GivenStack();
    const killSwitch = StringParameter.fromStringParameterName(stack.stack, 'Mine', '/ops/recovery');
    const recovery = stack.recovery({ killSwitch });
    expect(recovery.killSwitch).toBe(killSwitch);
    expect(JSON.stringify(stack.template().findResources('AWS::SSM::Parameter'))).not.toContain('stops all recoveries');
    expect(definitionOf(stack.template()).States.Settings.Result.killSwitch).toBe('/ops/recovery');
  });

  test('chat formats a message for each protocol', () => {
    const topic = Topic.fromTopicArn(new Stack(), 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alerts');
    const { States } = definitionOf(given({ alert: { topic, format: AlertFormat.CHAT } }));
    expect(States['Send the alert'].Parameters).toMatchObject({ MessageStructure: 'json' });
    expect(States['Send an alert without details'].Parameters).not.toHaveProperty('MessageStructure');
  });
});

describe('what is refused', () => {
  test.each<[string, Partial<StagedRecoveryProps>, RegExp]>([
    ['no restarts', { maxRestarts: 0 }, /maxRestarts is out of range: got 0/],
    ['half a task', { minHealthyTasks: 0.5 }, /minHealthyTasks is out of range: got 0.5/],
    ['a share of two', { maxAffectedShare: 2 }, /maxAffectedShare is out of range: got 2, allowed: a number above 0, at most 1/],
    ['a window of a minute', { restartWindow: Duration.minutes(1) }, /restartWindow is out of range/],
    ['a week for an answer', { approvalWithin: Duration.days(7) }, /approvalWithin is out of range/],
    ['an hour that is none', { maintenance: [{ start: '25:00', end: '04:00' }] }, /maintenance is not a range of hours: got 25:00 to 04:00/],
    ['hours without length', { maintenance: [{ start: '04:00', end: '04:00' }] }, /maintenance is not a range of hours/],
  ])('%s', (_, props, error) => {
    expect(() => given(props)).toThrow(error);
  });

  test('a boot with which no execution would end in time', () => {
    const stack = new GivenStack();
    const service = stack.service('Own', { startup: Duration.days(37) });
    expect(() => stack.recovery(service)).toThrow(
      /A recovery may take longer than an execution of Step Functions can: got \d+ s for 5 tasks, allowed: at most 31536000 s/,
    );
    expect(() => stack.recovery(stack.service('Other', { startup: Duration.days(1) }), 'Third')).not.toThrow();
  });

  test('an application that may be asked nobody knows how often', () => {
    const stack = new GivenStack();
    const service = stack.service('Own', { inAppRecovery: undefined });
    expect(() => stack.recovery({ ...service, application: ApplicationRecovery.http('/recover') })).toThrow(
      /how often the application may be requested to recover/,
    );
  });

  test('a topic that people cannot subscribe to', () => {
    const stack = new GivenStack();
    expect(() => stack.recovery({ alert: { topic: new Topic(stack.stack, 'Fifo', { fifo: true }) } })).toThrow(/FIFO/);
  });

  test('a restart in place of a container that is not started again', () => {
    expect(() => given({ restartInPlace: ApplicationRecovery.http('/exit') })).toThrow(/not started again in its task when it exits/);
  });
});
