import { App, Duration, Stage } from 'aws-cdk-lib';
import { type CfnService, CpuArchitecture, FargateService, FargateTaskDefinition, OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { begin, image, settingsOf, tasks, warningsOf } from './adopt';
import { ContainerProbe } from '../../src';
import { contract, Match, Template, planParameters } from '../fixtures';

/** What the schedule hands to the verifier, tokens left out. */
function planOf(template: Template): { timing: Record<string, number> } {
  const [{ Properties }] = planParameters(template);
  const input: unknown = Properties.Value;
  const text =
    typeof input === 'string'
      ? input
      : (input as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'x')).join('');
  return JSON.parse(text);
}

describe('Windows', () => {
  function windows(containerProbe: ReturnType<typeof ContainerProbe.curl>) {
    const app = begin();
    const taskDefinition = new FargateTaskDefinition(app.stack, 'Tasks', {
      cpu: 1024,
      memoryLimitMiB: 2048,
      runtimePlatform: { operatingSystemFamily: OperatingSystemFamily.WINDOWS_SERVER_2022_CORE, cpuArchitecture: CpuArchitecture.X86_64 },
    });
    taskDefinition.addContainer('web', { image, portMappings: [{ containerPort: 3000 }] });
    app.adopt({
      service: new FargateService(app.stack, 'Service', { cluster: app.cluster, taskDefinition, minHealthyPercent: 100 }),
      containerProbe,
    });
    return app.stack;
  }

  test('curl writes to a file that Windows has', () => {
    Template.fromStack(windows(ContainerProbe.curl())).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ HealthCheck: Match.objectLike({ Command: Match.arrayWith(['--output', 'NUL']) }) })],
    });
  });

  test('a probe that Windows cannot run is refused', () => {
    expect(() => windows(ContainerProbe.wget())).toThrow(/wget/);
  });
});

test('a boot of ten minutes: the check waits five, the grace period of the service covers the rest', () => {
  const { stack, cluster, adopt } = begin();
  const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
    cluster,
    minHealthyPercent: 100,
    taskImageOptions: { image, containerPort: 3000 },
  });
  adopt({ service: web.service, contract: contract({ startup: Duration.minutes(10) }) });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [Match.objectLike({ HealthCheck: Match.objectLike({ StartPeriod: 300 }) })],
  });
  const [gracePeriod] = settingsOf(stack).gracePeriods;
  expect(gracePeriod).toBeGreaterThanOrEqual(600 + 40);
  expect(warningsOf(stack)).toEqual([]);
});

test('a canary of an hour is not overdue after eight minutes', () => {
  const { stack, cluster, adopt } = begin();
  const service = new FargateService(stack, 'Service', { cluster, taskDefinition: tasks(stack, { web: [3000] }), minHealthyPercent: 100 });
  adopt({ service });
  (service.node.findChild('Service') as CfnService).addPropertyOverride('DeploymentConfiguration', {
    Strategy: 'CANARY', BakeTimeInMinutes: 5, CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 60 },
  });
  expect(planOf(Template.fromStack(stack)).timing.deploymentSeconds).toBeGreaterThanOrEqual(65 * 60);
});

test('Fargate Spot by the default of the cluster: the stop timeout covers the requests', () => {
  const { stack, cluster, adopt } = begin();
  cluster.enableFargateCapacityProviders();
  cluster.addDefaultCapacityProviderStrategy([{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]);
  const service = new FargateService(stack, 'Service', { cluster, taskDefinition: tasks(stack, { web: [3000] }), minHealthyPercent: 100 });
  (service.node.findChild('Service') as CfnService).launchType = undefined;
  adopt({ service });
  Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [Match.objectLike({ StopTimeout: 60 })],
  });
});

test('the same stack in two stages, and without one, has the same resources', () => {
  const app = new App();
  const idsIn = (scope: App) => {
    const { stack, cluster, adopt } = begin(scope);
    const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
      cluster,
      minHealthyPercent: 100,
      taskImageOptions: { image, containerPort: 3000 },
    });
    adopt({ service: web.service });
    // The CDK writes whole paths into the ids of its rules between load balancer and service.
    return Object.keys(Template.fromStack(stack).toJSON().Resources).filter((id) => !/SecurityGroup(to|from)/.test(id)).sort();
  };
  const [beta, production] = ['beta', 'production'].map((id) => idsIn(new Stage(app, id) as unknown as App));
  expect(beta).toEqual(production);
  expect(beta).toEqual(idsIn(new App()));
});
