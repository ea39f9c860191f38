import { Annotations, App, Aspects, CfnOutput, NestedStack, Stack, Stage, type IAspect } from 'aws-cdk-lib';
import { Annotations as Told, Match, Template } from 'aws-cdk-lib/assertions';
import {
  CfnService,
  CfnTaskDefinition,
  Cluster,
  ContainerImage,
  FargateService,
  FargateTaskDefinition,
  FirelensLogRouterType,
  LogDrivers,
} from 'aws-cdk-lib/aws-ecs';
import { CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { HealthLint, HealthLintPlugin } from '../../src';

const SLOW_CHECK = 'cdk-ecs-layered-health:ContainerTimeoutNotBelowInterval';

function taskDefinition(scope: Construct, timeout = 10): CfnTaskDefinition {
  const healthCheck = { command: ['CMD', '/check'], interval: 10, timeout };
  return new CfnTaskDefinition(scope, 'TaskDefinition', { containerDefinitions: [{ name: 'web', image: 'web', healthCheck }] });
}

function warnings(stack: Stack): string[] {
  return Told.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
}

test('a warning stands at the construct at fault, with numbers, fix and source', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  taskDefinition(stack);
  HealthLint.of(app);
  const [warning, ...others] = Told.fromStack(stack).findWarning('/Stack/TaskDefinition', Match.anyValue());
  expect(others).toEqual([]);
  expect(warning.entry.data).toMatch(
    /may take 10 s and runs every 10 s\. Set Timeout to .*See https:\/\/docs\.docker.*\[ack: cdk-ecs-layered-health:ContainerTimeoutNotBelowInterval\]/,
  );
});

test('a warning is acknowledged on the construct or above it', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  Annotations.of(stack).acknowledgeWarning(SLOW_CHECK, 'measured');
  taskDefinition(stack);
  HealthLint.of(app);
  expect(warnings(stack)).toEqual([]);
});

test('what aspects and overrides change is what is judged, also what is added after the call', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  HealthLint.of(app);
  taskDefinition(stack);
  const repair: IAspect = {
    visit: (construct) => {
      if (construct instanceof CfnTaskDefinition) {
        construct.addPropertyOverride('ContainerDefinitions.0.HealthCheck.Timeout', 5);
      }
    },
  };
  Aspects.of(app).add(repair);
  expect(warnings(stack)).toEqual([]);
});

test('looking twice tells once', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  taskDefinition(stack);
  HealthLint.of(app);
  HealthLint.of(stack);
  expect(warnings(stack)).toHaveLength(1);
});

test('a scope tells nothing of what is beside it', () => {
  const app = new App();
  const [one, other] = ['One', 'Other'].map((id) => new Stack(app, id));
  taskDefinition(one);
  taskDefinition(other);
  HealthLint.of(one);
  expect([warnings(one).length, warnings(other).length]).toEqual([1, 0]);
});

test('stacks of stages and nested stacks are looked at', () => {
  const app = new App();
  const stage = new Stage(app, 'Stage');
  const stack = new Stack(stage, 'Stack');
  const nested = new NestedStack(stack, 'Nested');
  taskDefinition(nested);
  HealthLint.of(app);
  stage.synth();
  expect(nested.node.findChild('TaskDefinition').node.metadata).toContainEqual(expect.objectContaining({ type: 'aws:cdk:warning' }));
});

describe('resources are resolved', () => {
  // The grace period stands in one template, the start period in another one.
  function service(scope: Construct, task: CfnTaskDefinition, targetGroup: CfnTargetGroup): CfnService {
    return new CfnService(scope, 'Service', {
      taskDefinition: task.ref,
      healthCheckGracePeriodSeconds: 30,
      loadBalancers: [{ targetGroupArn: targetGroup.ref, containerName: 'web', containerPort: 80 }],
    });
  }

  function slowTask(scope: Construct): CfnTaskDefinition {
    const healthCheck = { command: ['CMD', '/check'], startPeriod: 120 };
    return new CfnTaskDefinition(scope, 'TaskDefinition', { containerDefinitions: [{ name: 'web', image: 'web', healthCheck }] });
  }

  const group = (scope: Construct) => new CfnTargetGroup(scope, 'TargetGroup', { protocol: 'HTTP', port: 80 });
  const expected = [expect.stringContaining('a container of the task is given 120 s to start')];
  const aboutGrace = (stack: Stack) => warnings(stack).filter((warning) => warning.includes('GracePeriodBelowStartup'));

  test('across stacks', () => {
    const app = new App();
    const [tasks, services] = ['Tasks', 'Services'].map((id) => new Stack(app, id));
    service(services, slowTask(tasks), group(services));
    HealthLint.of(app);
    expect(aboutGrace(services)).toEqual(expected);
  });

  test('into a nested stack, and out of one', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const task = slowTask(new NestedStack(stack, 'Tasks'));
    const services = new NestedStack(stack, 'Services');
    const made = service(services, task, group(stack));
    HealthLint.of(app);
    app.synth();
    expect(made.node.metadata.map(({ data }) => data)).toEqual(expect.arrayContaining(expected));
  });
});

test('notes are told where they are asked for', () => {
  const told = [false, true].map((notes) => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const task = new CfnTaskDefinition(stack, 'Task', { containerDefinitions: [{ name: 'batch', image: 'batch', essential: false }] });
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
    new CfnService(stack, 'Service', { taskDefinition: task.ref, healthCheckGracePeriodSeconds: 60, deploymentConfiguration });
    HealthLint.of(app, { notes });
    return warnings(stack).length;
  });
  expect(told).toEqual([0, 1]);
});

test('looking changes no template', () => {
  const [plain, linted] = [false, true].map((look) => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    new CfnOutput(stack, 'Arn', { value: taskDefinition(stack).ref });
    if (look) { HealthLint.of(app); }
    return app.synth().getStackByName('Stack').template;
  });
  expect(linted).toEqual(plain);
});

describe('as a validation plugin', () => {
  function validate(make: (stack: Stack) => void) {
    const app = new App();
    make(new Stack(app, 'Stack'));
    return new HealthLintPlugin().validate({ templatePaths: [app.synth().getStackByName('Stack').templateFullPath] });
  }

  test('warnings are listed and let the synthesis succeed', () => {
    const { success, violations } = validate(taskDefinition);
    expect(success).toBe(true);
    expect(violations).toEqual([expect.objectContaining({
      ruleName: 'ContainerTimeoutNotBelowInterval',
      severity: 'warning',
      violatingResources: [expect.objectContaining({ resourceLogicalId: 'TaskDefinition' })],
    })]);
  });

  test('errors fail it', () => {
    const { success } = validate((stack) => taskDefinition(stack, 100));
    expect(success).toBe(false);
  });
});

describe('an essential container without a check', () => {
  function service(change: (task: FargateTaskDefinition) => void = () => undefined): Stack {
    const stack = new Stack(new App(), 'Stack');
    const task = new FargateTaskDefinition(stack, 'TaskDefinition');
    const healthCheck = { command: ['CMD', '/check'] };
    task.addContainer('web', {
      image: ContainerImage.fromRegistry('web'),
      healthCheck,
      logging: LogDrivers.firelens({ options: { Name: 'cloudwatch' } }),
    });
    change(task);
    new FargateService(stack, 'Service', {
      cluster: new Cluster(stack, 'Cluster'),
      taskDefinition: task,
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
    });
    HealthLint.of(stack, { notes: true });
    return stack;
  }

  test('is no finding where it is the log router that the CDK has added', () => {
    const stack = service();
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('"Name":"log-router"');
    expect(warnings(stack)).toEqual([]);
  });

  test('is one where the author has added the router', () => {
    const image = ContainerImage.fromRegistry('public.ecr.aws/aws-observability/aws-for-fluent-bit:stable');
    const stack = service((task) => {
      task.addFirelensLogRouter('router', { image, essential: true, firelensConfig: { type: FirelensLogRouterType.FLUENTBIT } });
    });
    expect(warnings(stack)).toEqual([expect.stringContaining("No check runs in container 'router'")]);
  });
});
