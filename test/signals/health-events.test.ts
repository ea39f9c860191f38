import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { matches, resolved, transformed } from './event-matcher';
import { checkRequest } from '../../lambda/signals/notifier-request';
import {
  AlertFormat,
  DeepVerifier,
  EventNotifier,
  HealthEvents,
  type HealthEventsProps,
  ServiceVerification,
  EventNotifyLevel,
} from '../../src';
import { contract, Match, Template } from '../fixtures';
import { action, deployment, hook, instance, OUT_OF_MEMORY, SCALE_IN, stopped } from '../lambda/signals/events/samples';

const ENV = { account: '111122223333', region: 'us-west-2' };
/** What the template's references become: those of the documented events. */
const REFERENCES = {
  'AWS::Partition': 'aws',
  'Cluster': 'default',
  'Cluster.Arn': 'arn:aws:ecs:us-west-2:111122223333:cluster/default',
  'Service': 'arn:aws:ecs:us-west-2:111122223333:service/default/servicetest',
  'Service.Name': 'servicetest',
};

interface Parts {
  readonly stack: Stack;
  readonly cluster: Cluster;
  readonly service: FargateService;
  readonly alertTopic: ITopic;
}

function parts(serviceName?: string): Parts {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 1 }) });
  const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
  taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('web') });
  const service = new FargateService(stack, 'Service', { cluster, taskDefinition, serviceName, minHealthyPercent: 100 });
  return { stack, cluster, service, alertTopic: new Topic(stack, 'Topic') };
}

/** The one rule, with its references resolved. */
function rule(props: (given: Parts) => Partial<HealthEventsProps>, serviceName?: string) {
  const given = parts(serviceName);
  new HealthEvents(given.stack, 'Events', { alert: { topic: given.alertTopic }, ...props(given) });
  const template = Template.fromStack(given.stack);
  const [{ Properties }] = Object.values(template.findResources('AWS::Events::Rule')) as {
    Properties: { EventPattern: object; Targets: object[] };
  }[];
  // Logical ids end in a hash, which the references above leave out.
  const named = JSON.parse(
    JSON.stringify(Properties)
      .replace(/"(Cluster|Service)[0-9A-F]{8}"|"ServiceD69D759B"/g, (_, name) => `"${name ?? 'Service'}"`)
      .replace(/"(Topic|LayeredHealthNotifier\w*?)[0-9A-F]{8}(\w*)"/g, '"$1"'),
  ) as typeof Properties;
  return { template, named };
}

function pattern(props: (given: Parts) => Partial<HealthEventsProps>, serviceName?: string): Record<string, unknown> {
  return resolved(rule(props, serviceName).named.EventPattern, REFERENCES) as Record<string, unknown>;
}

const ofService = ({ service }: Parts) => ({ service });
const ofCluster = ({ cluster }: Parts) => ({ cluster });
const verified = ({ stack, service, cluster }: Parts) => ({
  service,
  verification: new ServiceVerification(stack, 'Verification', {
    verifier: DeepVerifier.forVpc(stack, cluster.vpc),
    contract: contract(),
    service,
  }),
});
const everything = (given: Parts) => ({
  ...ofService(given),
  stoppedTasks: EventNotifyLevel.ALWAYS,
  serviceActions: EventNotifyLevel.ALWAYS,
  deployments: EventNotifyLevel.ALWAYS,
  hooks: EventNotifyLevel.ALWAYS,
});

const SAMPLES = {
  'a stopped task': OUT_OF_MEMORY,
  'a scale-in': SCALE_IN,
  'a task that runs': stopped(undefined, '', [{}], { lastStatus: 'RUNNING' }),
  'a task that is stopping': stopped('TerminationNotice', 'Your Spot Task was interrupted.', [{}], {
    lastStatus: 'RUNNING',
    desiredStatus: 'STOPPED',
  }),
  'a standalone task': stopped('EssentialContainerExited', '', [{}], { group: 'family:servicetest' }),
  'a task of another service': stopped('EssentialContainerExited', '', [{}], { group: 'service:servicetest2' }),
  'a task of another cluster': stopped('EssentialContainerExited', '', [{}], {
    clusterArn: 'arn:aws:ecs:us-west-2:111122223333:cluster/other',
  }),
  'tasks fail to start': action('WARN', 'SERVICE_TASK_START_IMPAIRED'),
  'no place': action('ERROR', 'SERVICE_TASK_PLACEMENT_FAILURE', { reason: 'RESOURCE:FARGATE' }),
  'steady state': action('INFO', 'SERVICE_STEADY_STATE'),
  'an action of another service': {
    ...action('WARN', 'X'),
    resources: ['arn:aws:ecs:us-west-2:111122223333:service/default/servicetest2'],
  },
  'an action in another cluster': { ...action('WARN', 'X'), resources: ['arn:aws:ecs:us-west-2:111122223333:service/other/servicetest'] },
  'a failed deployment': deployment('ERROR', 'SERVICE_DEPLOYMENT_FAILED', 'ECS deployment circuit breaker: task failed to start.'),
  'a completed deployment': deployment('INFO', 'SERVICE_DEPLOYMENT_COMPLETED', 'ECS deployment deploymentID completed.'),
  'a rollback': deployment(
    'INFO',
    'SERVICE_DEPLOYMENT_IN_PROGRESS',
    'ECS deployment circuit breaker: rolling back to deploymentId deploymentID.',
  ),
  'a hook waits': hook('HOOK_AWAITING_ACTION'),
  'a hook fails': hook('HOOK_FAILED'),
  'a hook succeeds': hook('HOOK_SUCCEEDED'),
  'a hook of another service': hook('HOOK_FAILED', { serviceArn: 'arn:aws:ecs:us-west-2:111122223333:service/default/servicetest2' }),
  'an agent is disconnected': instance(false),
  'an agent is connected': instance(true),
  'an instance leaves': instance(false, 'DRAINING'),
  'a change of EC2': { ...instance(false), source: 'aws.ec2' },
};
const IMPORTANT = [
  'a stopped task',
  'a scale-in',
  'tasks fail to start',
  'no place',
  'a failed deployment',
  'a hook waits',
  'a hook fails',
];
const OTHERS = ['a task of another service', 'an action of another service', 'a hook of another service'];

test.each<[string, (given: Parts) => Partial<HealthEventsProps>, string[]]>([
  ['a service, by default', ofService, IMPORTANT],
  ['a service, everything', everything, [...IMPORTANT, 'steady state', 'a completed deployment', 'a rollback', 'a hook succeeds']],
  [
    'a service, deployments only',
    (given) => ({
      ...ofService(given),
      stoppedTasks: EventNotifyLevel.NEVER,
      serviceActions: EventNotifyLevel.NEVER,
      deployments: EventNotifyLevel.ALWAYS,
      hooks: EventNotifyLevel.NEVER,
    }),
    ['a failed deployment', 'a completed deployment', 'a rollback'],
  ],
  [
    'a service, hooks only',
    (given) => ({
      ...ofService(given),
      stoppedTasks: EventNotifyLevel.NEVER,
      serviceActions: EventNotifyLevel.NEVER,
      deployments: EventNotifyLevel.NEVER,
    }),
    ['a hook waits', 'a hook fails'],
  ],
  ['a cluster', ofCluster, [...IMPORTANT, ...OTHERS]],
  [
    'a cluster with its agents',
    (given) => ({ ...ofCluster(given), disconnectedAgents: true }),
    [...IMPORTANT, ...OTHERS, 'an agent is disconnected'],
  ],
])('%s: which real events match', (_, props, expected) => {
  const matching = pattern(props);
  expect(
    Object.entries(SAMPLES)
      .filter(([, sample]) => matches(matching, sample))
      .map(([name]) => name)
      .sort(),
  ).toEqual([...expected].sort());
});

test('a service with a name of its own is matched without a reference to it, so that the rule exists before its first deployment', () => {
  expect(JSON.stringify(rule(ofService, 'servicetest').named)).not.toContain('"Service"');
  const matching = pattern(ofService, 'servicetest');
  expect(IMPORTANT.filter((name) => !matches(matching, SAMPLES[name as keyof typeof SAMPLES]))).toEqual([]);
  expect(OTHERS.filter((name) => matches(matching, SAMPLES[name as keyof typeof SAMPLES]))).toEqual([]);
});

test('an imported service is matched as well', () => {
  const matching = pattern(({ stack, cluster }) => ({
    service: FargateService.fromFargateServiceAttributes(stack, 'Imported', { cluster, serviceName: 'servicetest' }),
  }));
  expect(matches(matching, OUT_OF_MEMORY)).toBe(true);
  expect(OTHERS.some((name) => matches(matching, SAMPLES[name as keyof typeof SAMPLES]))).toBe(false);
});

test.each([[ofService], [ofCluster], [everything]])(
  'a pattern stays below the 2,048 characters of EventBridge with names of 128 characters',
  (props) => {
    const [cluster, service] = ['c'.repeat(128), 's'.repeat(128)];
    const arn = (resource: string) => `arn:aws-us-gov:ecs:us-gov-west-1:111122223333:${resource}`;
    const long = {
      'AWS::Partition': 'aws-us-gov',
      'Cluster': cluster,
      'Cluster.Arn': arn(`cluster/${cluster}`),
      'Service': arn(`service/${cluster}/${service}`),
      'Service.Name': service,
    };
    const found = resolved(rule((given) => ({ ...props(given), disconnectedAgents: true })).named.EventPattern, long);
    expect(JSON.stringify(found).length).toBeLessThan(2_048);
  },
);

test('what a rule hands over is what the notifier reads', () => {
  const { named } = rule((given) => ({
    ...ofService(given),
    alert: { topic: given.alertTopic, format: AlertFormat.CHAT },
    hooks: EventNotifyLevel.ALWAYS,
    quietPeriod: Duration.minutes(1),
  }));
  const [{ InputTransformer }] = resolved(
    named.Targets.map(({ InputTransformer: each }: any) => ({ InputTransformer: each })),
    { ...REFERENCES, Topic: 'arn:aws:sns:us-west-2:111122223333:topic' },
  ) as any[];
  const { event, ...settings } = checkRequest(transformed(InputTransformer, OUT_OF_MEMORY));
  expect(settings).toEqual({
    topicArn: 'arn:aws:sns:us-west-2:111122223333:topic',
    format: 'CHAT',
    always: ['ECS Hook State Change'],
    quietSeconds: 60,
  });
  expect(event).toMatchObject({
    id: OUT_OF_MEMORY.id,
    type: 'ECS Task State Change',
    account: '111122223333',
    region: 'us-west-2',
    time: OUT_OF_MEMORY.time,
    resources: OUT_OF_MEMORY.resources,
  });
  expect(event.detail.text('stopCode')).toBe('EssentialContainerExited');
});

test('a verification is handed over by the name of its plan, and the notifier may use it', () => {
  const { named, template } = rule(verified);
  const [{ InputTransformer }] = resolved(named.Targets.map(({ InputTransformer: each }: any) => ({ InputTransformer: each })), {
    ...REFERENCES, Topic: 'arn:aws:sns:us-west-2:111122223333:topic',
  }) as any[];
  expect(checkRequest(transformed(InputTransformer, OUT_OF_MEMORY))).toMatchObject({ plan: expect.stringMatching(/^[\w-]+\.[\w-]+Verification-[0-9A-F]{8}$/) as string });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          Effect: 'Allow',
          Action: 'ssm:GetParameters',
          Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':parameter/cdk-ecs-layered-health/[\\w-]+/\\*$')])] },
        },
        {
          Effect: 'Allow',
          Action: 'lambda:InvokeFunction',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LayeredHealthVerifier'), 'Arn'] },
        },
      ]),
    },
  });
});

test('a verification looks at one service', () => {
  expect(() => rule((given) => ({ ...verified(given), service: undefined, cluster: given.cluster }))).toThrow(
    'A verification belongs to one service',
  );
});

test('the target is tried again for an hour, and what cannot be delivered is kept', () => {
  rule(ofService).template.hasResourceProperties('AWS::Events::Rule', {
    Targets: [{
      Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LayeredHealthNotifier'), 'Arn'] },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LayeredHealthNotifierDeadLetters'), 'Arn'] } },
      RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 8 },
    }],
  });
});

test('each service adds one resource to what the notifier is', () => {
  const count = (services: number) => {
    const { stack, service, cluster, alertTopic } = parts();
    for (let each = 0; each < services; each += 1) {
      new HealthEvents(stack, `Events${each}`, { alert: { topic: alertTopic }, ...each === 0 ? { service } : { cluster } });
    }
    return Object.keys(Template.fromStack(stack).toJSON().Resources).length;
  };
  const none = count(0);
  expect([count(1) - none, count(50) - none]).toEqual([10, 59]);
});

test('a notifier of another stack is possible: what connects them lies in the service\'s stack', () => {
  const { stack, service, alertTopic } = parts();
  const other = new Stack(stack.node.root as App, 'Other', { env: ENV });
  new HealthEvents(stack, 'Events', { service, alert: { topic: alertTopic }, notifier: new EventNotifier(other, 'Notifier') });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ 'Fn::ImportValue': Match.stringLikeRegexp('Notifier') }],
  });
});

test.each<[string, (given: Parts) => Partial<HealthEventsProps>, RegExp]>([
  ['neither service nor cluster', () => ({}), /\[Stack\/Events\] The cluster of the events is unknown: got neither service nor cluster/],
  [
    'an imported service without cluster',
    ({ stack }) => ({ service: FargateService.fromFargateServiceArn(stack, 'Imported', REFERENCES.Service) }),
    /got Stack\/Imported \(imported without its cluster\).*Pass cluster\./,
  ],
  [
    'nothing to tell',
    (given) => ({
      ...ofService(given),
      stoppedTasks: EventNotifyLevel.NEVER,
      serviceActions: EventNotifyLevel.NEVER,
      deployments: EventNotifyLevel.NEVER,
      hooks: EventNotifyLevel.NEVER,
    }),
    /No event is sent/,
  ],
  [
    'a FIFO topic',
    ({ stack, service }) => ({ service, alert: { topic: new Topic(stack, 'Fifo', { fifo: true }) } }),
    /People cannot subscribe to a FIFO topic: got Stack\/Fifo/,
  ],
  [
    'a long quiet period',
    (given) => ({ ...ofService(given), quietPeriod: Duration.hours(2) }),
    /quietPeriod is out of range: got 2 hours, allowed: 0 \w+ to 1 hour\./,
  ],
])('%s is refused', (_, props, message) => {
  expect(() => rule(props)).toThrow(message);
});
