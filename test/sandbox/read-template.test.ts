import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { template } from './fixtures/template';
import { validateCommands } from '../../sandbox/options';
import { loadTemplate, readTemplate } from '../../sandbox/template/read-template';
import type { Template } from '../../sandbox/template/resolver';

const read = (given: object) => readTemplate(loadTemplate(given));

/** A template with nothing but what is given, and a service that uses it. */
function minimal(service: object = {}, container: object = {}, others: Template['Resources'] = {}): object {
  return {
    Resources: {
      Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Name: 'app', ...container }] } },
      Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' }, ...service } },
      ...others,
    },
  };
}

describe('readTemplate', () => {
  test('reads what the template states', () => {
    const { services: [service], targetGroups: [group], functions, schedules, parameters, notes } = read(template());
    expect(service).toMatchObject({
      name: 'web',
      arn: 'arn:aws:ecs:us-east-1:111122223333:service/Cluster/web',
      cluster: { name: 'Cluster' },
      launchType: 'FARGATE',
      gracePeriodSeconds: 10,
      loadBalancers: [{ targetGroupArn: group.arn, containerName: 'web', containerPort: 8080 }],
    });
    expect(service.taskDefinition.containers).toEqual([{
      name: 'web',
      image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1',
      essential: true,
      environment: { GREETING: 'good day' },
      secrets: {},
      ports: [8080],
      stopTimeoutSeconds: 20,
      healthCheck: {
        command: ['CMD-SHELL', 'curl -fsS --max-time 5 "http://localhost:8080/live"'],
        intervalSeconds: 5,
        timeoutSeconds: 5,
        retries: 2,
        startPeriodSeconds: 10,
      },
    }]);
    expect(group).toMatchObject({
      deregistrationDelaySeconds: 20,
      healthCheck: {
        protocol: 'HTTP',
        path: '/ready',
        intervalSeconds: 5,
        timeoutSeconds: 3,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        matcher: '200',
      },
    });
    expect(functions[0]).toMatchObject({ name: 'Verifier', timeoutSeconds: 20, environment: { PROBER_FUNCTION_NAME: 'Prober' } });
    expect(schedules).toEqual([{
      name: 'Schedule',
      arn: 'arn:aws:scheduler:us-east-1:111122223333:schedule/default/Schedule',
      groupName: 'default',
      expression: 'rate(1 minute)',
      enabled: true,
      everyMinutes: 1,
      functionName: 'Verifier',
      target: expect.objectContaining({ Arn: 'arn:aws:lambda:us-east-1:111122223333:function:Verifier' }),
      input: { sweep: 'prod', shard: 1, shards: 1, readBudget: 0.4 },
    }]);
    expect(JSON.parse(parameters.find(({ name }) => name.includes('/plans/'))!.value)).toMatchObject({
      service: { name: 'web', cluster: service.cluster.arn }, targetGroups: [group.arn],
    });
    expect(notes).toEqual([]);
  });

  test('takes the defaults of AWS for what it does not state', () => {
    const { services: [service], targetGroups } = read(minimal({}, { HealthCheck: { Command: ['CMD-SHELL', 'true'] } }, {
      Http: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Protocol: 'HTTP' } },
      Tcp: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Protocol: 'TCP' } },
    }));
    expect(service).toMatchObject({
      cluster: { name: 'default' },
      launchType: 'EC2',
      desiredCount: 1,
      gracePeriodSeconds: 0,
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      loadBalancers: [],
    });
    expect(service.taskDefinition.containers[0]).toMatchObject({
      essential: true, stopTimeoutSeconds: 30, healthCheck: { intervalSeconds: 30, timeoutSeconds: 5, retries: 3, startPeriodSeconds: 0 },
    });
    expect(targetGroups.map(({ healthCheck, deregistrationDelaySeconds }) => ({ ...healthCheck, deregistrationDelaySeconds }))).toEqual([
      {
        protocol: 'HTTP',
        port: 'traffic-port',
        path: '/',
        matcher: '200',
        intervalSeconds: 30,
        timeoutSeconds: 6,
        healthyThreshold: 5,
        unhealthyThreshold: 2,
        deregistrationDelaySeconds: 300,
      },
      {
        protocol: 'TCP',
        port: 'traffic-port',
        path: '/',
        matcher: '200-399',
        intervalSeconds: 30,
        timeoutSeconds: 10,
        healthyThreshold: 3,
        unhealthyThreshold: 2,
        deregistrationDelaySeconds: 300,
      },
    ]);
  });

  test('says what it leaves aside', () => {
    const service = {
      SchedulingStrategy: 'DAEMON',
      LoadBalancers: [
        { TargetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/theirs/0', ContainerName: 'app', ContainerPort: 80 },
      ],
    };
    const container = { EnvironmentFiles: [{ Type: 's3', Value: 'x' }], RestartPolicy: { Enabled: true } };
    const { notes, targetGroups } = read(minimal(service, container));
    expect(notes.join('\n')).toMatch(
      /network mode bridge.*\n.*one task.*\n.*environmentFiles.*\n.*restartPolicy.*\n.*theirs.* is not in the template/,
    );
    expect(targetGroups.map(({ name }) => name)).toEqual(['theirs']);
  });

  test.each<[string, object, RegExp]>([
    ['no template', { hello: 1 }, /no CloudFormation template.*cdk synth/],
    ['no service', { Resources: {} }, /no AWS::ECS::Service.*the stack that holds the service/],
    ['a task definition elsewhere', minimal({ TaskDefinition: 'elsewhere:1' }), /Service uses the task definition 'elsewhere:1'/],
  ])('refuses %s', (_, given, message) => {
    expect(() => read(given)).toThrow(message);
  });

  test('refuses files that it cannot read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    try {
      writeFileSync(join(folder, 'stack.yaml'), 'Resources:\n');
      expect(() => loadTemplate(join(folder, 'stack.yaml'))).toThrow(/is not JSON.*YAML is not read/);
      expect(() => loadTemplate(join(folder, 'gone.json'))).toThrow(/Cannot read the template .*gone\.json: ENOENT/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('how traffic is shifted', () => {
  test.each<[string, object, object | undefined]>([
    ['rolling deployments shift none', {}, undefined],
    ['blue/green all at once', { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 5 }, { steps: [100], stepMinutes: 0, bakeMinutes: 5 }],
    ['canary as ECS does by default', { Strategy: 'CANARY' }, { steps: [5, 100], stepMinutes: 10, bakeMinutes: 15 }],
    [
      'canary as stated', { Strategy: 'CANARY', CanaryConfiguration: { CanaryPercent: 0.5, CanaryBakeTimeInMinutes: '3' } },
      { steps: [0.5, 100], stepMinutes: 3, bakeMinutes: 15 },
    ],
    [
      'a canary of everything', { Strategy: 'CANARY', CanaryConfiguration: { CanaryPercent: 100 } },
      { steps: [100], stepMinutes: 10, bakeMinutes: 15 },
    ],
    ['linear as ECS does by default', { Strategy: 'LINEAR' }, {
      steps: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], stepMinutes: 6, bakeMinutes: 15,
    }],
    [
      'linear with a smaller last step', { Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 33.3, StepBakeTimeInMinutes: 0 } },
      { steps: [33.3, 66.6, 99.9, 100], stepMinutes: 0, bakeMinutes: 15 },
    ],
  ])('%s', (_, DeploymentConfiguration, expected) => {
    expect(read(minimal({ DeploymentConfiguration })).services[0].shift).toEqual(expected);
  });

  test('only alarms that roll back are watched, and nobody is waited for', () => {
    const model = (Rollback: boolean) => read(minimal({
      DeploymentConfiguration: {
        Strategy: 'CANARY',
        Alarms: { AlarmNames: ['errors'], Enable: true, Rollback },
        LifecycleHooks: [{ TargetType: 'PAUSE', LifecycleStages: ['POST_SCALE_UP'] }],
      },
    }));
    expect(model(true).services[0].deploymentAlarms).toEqual(['errors']);
    expect(model(false).services[0].deploymentAlarms).toEqual([]);
    expect(model(true).services[0].hooks).toEqual([]);
    expect(model(true).notes.join()).toMatch(/passes its PAUSE hooks at once/);
  });
});

describe('validateCommands', () => {
  const model = read(template());

  test('accepts a command for a container, by its own name or with the service', () => {
    expect(() => validateCommands(model, { web: 'node server.js' })).not.toThrow();
    expect(() => validateCommands(model, { 'web/web': 'node server.js' })).not.toThrow();
  });

  test.each([
    [
      'a container without a command',
      {},
      /No command is given for the container 'web'; the template has web \(service web\).*cannot run images/,
    ],
    ['an empty command', { web: ' ' }, /No command is given/],
    ['an unknown container', { web: 'x', api: 'y' }, /no container 'api'.*the template has web/],
  ])('refuses %s', (_, run, message) => {
    expect(() => validateCommands(model, run as unknown as Record<string, string>)).toThrow(message);
  });
});
