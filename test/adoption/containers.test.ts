import { App, Stack } from 'aws-cdk-lib';
import { ContainerImage, FargateService, FirelensLogRouterType, LogDrivers } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService, QueueProcessingFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { ApplicationLoadBalancer, type ApplicationTargetGroup, ListenerCondition } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { begin, contradictions, image, settingsOf, tasks, warningsOf } from './adopt';
import { ContainerHealth, DeepVerifier, LayeredHealth, LayeredHealthMixin, ServiceVerification } from '../../src';
import { contract, ECHO_PROBE, Template } from '../fixtures';

type Begun = ReturnType<typeof begin>;

/** A service of these containers, registered with a target group for each `container:port`. */
function service({ stack, vpc, cluster }: Begun, containers: Parameters<typeof tasks>[1], ...registered: string[]) {
  const taskDefinition = tasks(stack, containers);
  const created = new FargateService(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });
  const listener =
    registered.length > 0 ? new ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80, open: false }) : undefined;
  const groups = registered.map((target, index): ApplicationTargetGroup => {
    const [containerName, containerPort] = target.split(':');
    return listener!.addTargets(`Group${index}`, {
      port: 80,
      targets: [created.loadBalancerTarget({ containerName, containerPort: Number(containerPort) })],
      ...index > 0 ? { priority: index, conditions: [ListenerCondition.pathPatterns([`/${containerName}/*`])] } : {},
    });
  });
  return { service: created, groups };
}

test('a pattern with its default port, and a contract on another one, is refused at once', () => {
  const { stack, cluster, adopt } = begin();
  const web = new ApplicationLoadBalancedFargateService(stack, 'Web', { cluster, taskImageOptions: { image } });
  for (const targetGroups of [undefined, [web.targetGroup]]) {
    expect(() => adopt({ service: web.service, targetGroups })).toThrow(
      /\[Shop\/Health\d\] The load balancer sends traffic to another port than the contract names: got port 3000 in the contract, and port 80 of container 'web'.*Give the contract port 80/,
    );
  }
});

test('a sidecar before the container that gets the traffic', () => {
  const app = begin();
  const { service: web } = service(app, { sidecar: [9901], web: [3000] }, 'web:3000');
  app.adopt({ service: web });
  const settings = settingsOf(app.stack);
  expect(settings).toMatchObject({
    containers: { web: '/health/live 3000' },
    targetGroups: ['web:3000 HTTP /health/ready traffic-port'],
    prober: ['3000'],
    warnings: [],
  });
  expect(contradictions(settings, { sidecar: [9901], web: [3000] })).toEqual([]);
});

test('a sidecar first, and no load balancer: the container that maps the port is checked', () => {
  const app = begin();
  app.adopt({ service: service(app, { sidecar: [], web: [3000] }).service });
  expect(settingsOf(app.stack)).toMatchObject({ containers: { web: '/health/live 3000' }, prober: ['3000'], warnings: [] });
});

test('an author who passes target groups of the second container gets that container checked', () => {
  const app = begin();
  const { service: web, groups } = service(app, { sidecar: [9901], web: [3000] }, 'sidecar:9901', 'web:3000');
  const health = app.adopt({ service: web, targetGroups: [groups[1]] });
  expect(health.targetGroups).toEqual([groups[1]]);
  expect(settingsOf(app.stack)).toMatchObject({
    containers: { web: '/health/live 3000' },
    targetGroups: ['sidecar:9901   ', 'web:3000 HTTP /health/ready traffic-port'],
  });
});

describe('a proxy in front of the container', () => {
  test('with its target group passed, both sides are named', () => {
    const app = begin();
    const { service: web, groups } = service(app, { envoy: [9901], web: [3000] }, 'envoy:9901');
    expect(() => app.adopt({ service: web, targetGroups: groups })).toThrow(
      /to another container than the one that is checked: got container 'web', and target group 'Shop\/Alb\/Http\/Group0Group' with port 9901 of 'envoy', allowed: .* Pass container: the one named 'envoy'/,
    );
  });

  test('with nothing passed, synthesis says whom the load balancer knows', () => {
    const app = begin();
    app.adopt({ service: service(app, { envoy: [9901], web: [3000] }, 'envoy:9901').service });
    expect(() => Template.fromStack(app.stack)).toThrow(
      /got no targetGroups, allowed: the one target group that the service is registered with \(port 9901 of container 'envoy'\)\..* pass container and targetGroups/,
    );
  });

  test('with each side in a contract of its own, all is well', () => {
    const app = begin();
    const { service: web, groups } = service(app, { envoy: [9901], web: [3000] }, 'envoy:9901');
    const { taskDefinition } = web;
    app.adopt({ service: web, contract: contract({ port: 9901 }), container: taskDefinition.findContainer('envoy'), targetGroups: groups });
    app.adopt({ service: web, contractName: 'web', container: taskDefinition.findContainer('web') });
    expect(settingsOf(app.stack)).toMatchObject({
      containers: { envoy: '/health/live 9901', web: '/health/live 3000' },
      targetGroups: ['envoy:9901 HTTP /health/ready traffic-port'],
      prober: ['9901', '3000'],
      warnings: [],
    });
  });
});

test('two containers that could both be meant are not guessed', () => {
  const app = begin();
  const { service: web } = service(app, { sidecar: [], blue: [3000] }, 'blue:3000');
  web.taskDefinition.addContainer('green', { image, portMappings: [{ containerPort: 3000 }] });
  web.taskDefinition.defaultContainer = undefined;
  expect(
    () =>
      new ContainerHealth(app.stack, 'Health', {
        contract: contract(),
        container: web.taskDefinition.findContainer('green')!,
        containerProbe: ECHO_PROBE,
      }),
  ).not.toThrow();
  const other = begin();
  const taskDefinition = tasks(other.stack, { sidecar: [], blue: [3000], green: [3000] });
  const ambiguous = new FargateService(other.stack, 'Service', { cluster: other.cluster, taskDefinition });
  expect(() => other.adopt({ service: ambiguous })).toThrow(
    /Several containers could be the one to check: got 'blue' and 'green', allowed: one container a contract\. Pass container/,
  );
});

describe('a container that maps another port, and no load balancer', () => {
  test.each<[string, Record<string, number[]>, string]>([
    ['another port', { web: [80] }, "Container 'web' maps port 80, and its health contract names port 3000"],
    ['no port', { web: [] }, "Container 'web' maps no port, and its health contract"],
  ])('%s: is said once, although three layers notice it', (_, containers, message) => {
    const app = begin();
    app.adopt({ service: service(app, containers).service });
    expect(warningsOf(app.stack)).toEqual(['PortNotMapped']);
    const { metadata } = app.stack.node.findChild('Tasks').node.findChild('web').node;
    expect(metadata.map(({ data }) => String(data))).toEqual([expect.stringContaining(message)]);
  });

  test('is said by each room alone', () => {
    const alone = begin();
    const { service: web } = service(alone, { web: [80] });
    new ContainerHealth(alone.stack, 'Container', {
      contract: contract(),
      container: web.taskDefinition.defaultContainer!,
      containerProbe: ECHO_PROBE,
    });
    expect(warningsOf(alone.stack)).toEqual(['PortNotMapped']);

    const verified = begin();
    new ServiceVerification(verified.stack, 'Verification', {
      verifier: DeepVerifier.forVpc(verified.stack, verified.vpc), contract: contract(), service: service(verified, { web: [80] }).service,
    });
    expect(warningsOf(verified.stack)).toEqual(['PortNotMapped']);
  });

  test('a mapping that is added later counts', () => {
    const app = begin();
    const { service: web } = service(app, { web: [80] });
    app.adopt({ service: web });
    web.taskDefinition.defaultContainer!.addPortMappings({ containerPort: 3000 });
    expect(warningsOf(app.stack)).toEqual([]);
  });
});

test('a queue worker among web services is skipped by the mixin, and said', () => {
  const app = begin();
  const { service: web } = service(app, { web: [3000] });
  const worker = new QueueProcessingFargateService(app.stack, 'Queue', { cluster: app.cluster, image });
  const applied = new LayeredHealthMixin({ contract: contract(), containerProbe: ECHO_PROBE, alarms: false }).applyToAll(app.stack);
  expect(applied).toEqual([web]);
  expect(LayeredHealth.isAppliedTo(worker.service)).toBe(false);
  expect(settingsOf(app.stack)).toMatchObject({ containers: { web: '/health/live 3000' }, warnings: ['ServiceSkipped'] });
});

test('two services with one task definition', () => {
  const app = begin();
  const { service: first } = service(app, { web: [3000] });
  const second = new FargateService(app.stack, 'Second', {
    cluster: app.cluster,
    taskDefinition: first.taskDefinition,
    minHealthyPercent: 100,
  });
  expect(new LayeredHealthMixin({ contract: contract(), containerProbe: ECHO_PROBE, alarms: false }).applyToAll(app.stack)).toEqual([
    first,
    second,
  ]);
  expect(settingsOf(app.stack)).toMatchObject({ containers: { web: '/health/live 3000' }, warnings: [] });
});

test('a log router that the CDK adds by itself changes nothing', () => {
  const app = begin();
  const taskDefinition = tasks(app.stack, {});
  taskDefinition.addContainer('web', {
    image,
    portMappings: [{ containerPort: 3000 }],
    logging: LogDrivers.firelens({ options: { Name: 'cloudwatch' } }),
  });
  app.adopt({ service: new FargateService(app.stack, 'Service', { cluster: app.cluster, taskDefinition, minHealthyPercent: 100 }) });
  expect(settingsOf(app.stack)).toMatchObject({ containers: { web: '/health/live 3000' }, warnings: [] });

  const explicit = begin();
  const routed = tasks(explicit.stack, {});
  routed.addFirelensLogRouter('router', { image, firelensConfig: { type: FirelensLogRouterType.FLUENTBIT }, essential: true });
  routed.addContainer('web', { image, portMappings: [{ containerPort: 3000 }] });
  explicit.adopt({
    service: new FargateService(explicit.stack, 'Service', { cluster: explicit.cluster, taskDefinition: routed, minHealthyPercent: 100 }),
  });
  expect(settingsOf(explicit.stack)).toMatchObject({ containers: { web: '/health/live 3000' }, warnings: [] });
});

test('a service of another region: the first error says so, at the construct that was written', () => {
  const app = new App();
  const stacks = ['eu-west-1', 'us-east-1'].map(
    (region) => new Stack(app, `Stack-${region}`, { env: { account: '123456789012', region } }),
  );
  const [there, here] = stacks;
  const web = new ApplicationLoadBalancedFargateService(there, 'Web', {
    taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 },
  });
  expect(() => new LayeredHealth(here, 'Health', { contract: contract(), service: web.service }))
    .toThrow(/\[Stack-us-east-1\/Health\] A service is verified from its own region: got Stack-eu-west-1\/Web\/Service in eu-west-1/);
});
