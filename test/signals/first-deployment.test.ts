import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EventNotifyLevel, HealthEvents, LayeredHealth, RecoveryMode } from '../../src';
import { contract, ECHO_PROBE, Template } from '../fixtures';
import { TemplateGraph } from '../template-graph';

interface Given {
  readonly stack: Stack;
  readonly cluster: Cluster;
  readonly service: FargateService;
  readonly alert: { readonly topic: Topic };
}

function graphOf(build: (given: Given) => void, serviceName?: string): TemplateGraph {
  const stack = new Stack(new App(), 'Stack');
  const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 }) });
  const taskDefinition = new FargateTaskDefinition(stack, 'Tasks');
  taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('web'), portMappings: [{ containerPort: 3000 }] });
  const service = new FargateService(stack, 'Service', { cluster, taskDefinition, serviceName, minHealthyPercent: 100 });
  build({ stack, cluster, service, alert: { topic: new Topic(stack, 'Topic') } });
  return new TemplateGraph(Template.fromStack(stack));
}

const layered = (options: Partial<ConstructorParameters<typeof LayeredHealth>[2]> = {}) => ({ stack, service, alert }: Given) => {
  new LayeredHealth(stack, 'Health', { contract: contract(), service, containerProbe: ECHO_PROBE, alert, events: {}, ...options });
};

/** What must be there before the first task can fail, so that people are told of it: the rule, and all that its message needs. */
function neededForEvents(graph: TemplateGraph): string[] {
  const rules = graph.ofType('AWS::Events::Rule').filter((id) => JSON.stringify(graph.properties(id)).includes('ECS Task State Change'));
  expect(rules).toHaveLength(1);
  const function_ = graph.properties(rules[0]!).Targets[0].Arn['Fn::GetAtt'][0] as string;
  const role = graph.properties(function_).Role['Fn::GetAtt'][0] as string;
  const hasRole = (id: string) => graph.properties(id).Roles.some(({ Ref }: { Ref: string }) => Ref === role);
  const policies = graph.ofType('AWS::IAM::Policy').filter(hasRole);
  const about = (type: string) => graph.ofType(type).filter((id) => JSON.stringify(graph.properties(id)).includes(function_));
  expect(JSON.stringify(policies.map((id) => graph.properties(id)))).toContain('sns:Publish');
  return [...rules, function_, role, ...policies, ...about('AWS::Lambda::Permission'), ...about('AWS::Lambda::EventInvokeConfig')];
}

const ways: Readonly<Record<string, (given: Given) => void>> = {
  'HealthEvents': ({ stack, service, alert }) => { new HealthEvents(stack, 'Events', { service, alert }); },
  'LayeredHealth': layered(),
  'LayeredHealth with everything': layered({
    events: { hooks: EventNotifyLevel.ALWAYS, disconnectedAgents: false },
    loadBalancerAlarms: true,
    serviceAlarms: true,
    recovery: { mode: RecoveryMode.ACT },
  }),
  'LayeredHealth without alarms': layered({ alarms: false }),
};

describe.each(Object.entries(ways))('the first deployment of a service with a declared name, by %s', (_, build) => {
  test('nothing that tells of it waits for the service', () => {
    const graph = graphOf(build, 'orders');
    const [service] = graph.ofType('AWS::ECS::Service');
    expect(neededForEvents(graph).map((id) => graph.chain(id, service!)).filter(Boolean)).toEqual([]);
  });

  test('without a declared name the rule waits, as the docs say', () => {
    const graph = graphOf(build);
    const [service] = graph.ofType('AWS::ECS::Service');
    expect(neededForEvents(graph).some((id) => graph.chain(id, service!))).toBe(true);
  });
});

test('a rule for the cluster waits for no service', () => {
  const graph = graphOf(({ stack, cluster, alert }) => { new HealthEvents(stack, 'Events', { cluster, alert }); });
  const [service] = graph.ofType('AWS::ECS::Service');
  expect(neededForEvents(graph).map((id) => graph.chain(id, service!)).filter(Boolean)).toEqual([]);
});

test('the topic and the plan that a rule names are among those that the notifier may use', () => {
  const graph = graphOf(layered(), 'orders');
  const [rule] = neededForEvents(graph);
  const input = JSON.stringify(graph.properties(rule!).Targets[0].InputTransformer.InputTemplate);
  const policies = JSON.stringify(graph.ofType('AWS::IAM::Policy').map((id) => graph.properties(id).PolicyDocument.Statement));
  const [topic] = graph.ofType('AWS::SNS::Topic');
  expect(input).toContain(`{"Ref":"${topic}"}`);
  expect(policies).toContain(`{"Action":"sns:Publish","Effect":"Allow","Resource":{"Ref":"${topic}"}}`);
  const plans = graph.ofType('AWS::SSM::Parameter').map((id) => graph.properties(id).Name as string);
  const [, verifier, plan] = plans.map((name) => /^\/cdk-ecs-layered-health\/([^/]+)\/plans\/.\/(.+)$/.exec(name)).find(Boolean)!;
  expect(input).toContain(`\\"plan\\":\\"${verifier}.${plan}\\"`);
  expect(policies).toContain(`:parameter/cdk-ecs-layered-health/${verifier}/*`);
});
