import { createRequire } from 'node:module';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import {
  type ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationTargetGroup,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { SynthContender } from './results';
import { ContainerProbe, HealthContract, HealthEndpoint, LayeredHealth } from '../src';

/** A service behind the load balancer that all services share. */
interface Service {
  readonly service: FargateService;
  readonly targetGroup: ApplicationTargetGroup;
}

type Monitor = (stack: Stack, loadBalancer: ApplicationLoadBalancer, services: readonly Service[]) => void;

/** What each contender adds to the same services of L2 constructs, as its documentation shows it. */
const MONITORS: Readonly<Record<SynthContender, Monitor>> = {
  plain: () => undefined,

  monitoring: (stack, fargateLoadBalancer, services) => {
    const { MonitoringFacade, SnsAlarmActionStrategy } = monitoringConstructs()!;
    const facade = new MonitoringFacade(stack, 'Monitoring', {
      alarmFactoryDefaults: {
        actionsEnabled: true, alarmNamePrefix: 'Bench', action: new SnsAlarmActionStrategy({ onAlarmTopic: new Topic(stack, 'Alerts') }),
      },
    });
    services.forEach(({ service, targetGroup }, index) => facade.monitorFargateApplicationLoadBalancer({
      fargateService: service,
      applicationLoadBalancer: fargateLoadBalancer,
      applicationTargetGroup: targetGroup,
      humanReadableName: `Service ${index}`,
      alarmFriendlyName: `Service${index}`,
      addCpuUsageAlarm: { Warning: { maxUsagePercent: 80 } },
      addMemoryUsageAlarm: { Warning: { maxUsagePercent: 80 } },
      addRunningTaskCountAlarm: { Critical: { maxRunningTasks: 10 } },
      addUnhealthyTaskCountAlarm: { Critical: { maxUnhealthyTasks: 0 } },
    }));
  },

  layeredHealth: (stack, _loadBalancer, services) => {
    const alertTopic = new Topic(stack, 'Alerts');
    services.forEach(({ service, targetGroup }, index) => new LayeredHealth(stack, `Health${index}`, {
      contract: new HealthContract({
        port: 3000,
        liveness: HealthEndpoint.http('/health/live'),
        readiness: HealthEndpoint.http('/health/ready'),
        startup: Duration.seconds(60),
        longestRequest: Duration.seconds(30),
      }),
      service,
      targetGroups: [targetGroup],
      containerProbe: ContainerProbe.node(),
      alert: { topic: alertTopic },
    }));
  },
};

/** The library with which it is compared; undefined where it is not installed. */
export function monitoringConstructs(): any | undefined {
  try {
    return createRequire(__filename)('cdk-monitoring-constructs');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') { return undefined; }
    throw error;
  }
}

/** An app of one stack with so many services; not synthesized yet. */
export function synthApp(contender: SynthContender, services: number, outdir: string): App {
  // One stack, so that nothing but the services grows: beyond 500 resources CloudFormation would refuse it, and the CDK says so.
  const app = new App({ outdir, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const stack = new Stack(app, 'Stack');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc });
  const listener = loadBalancer.addListener('Listener', {
    port: 80,
    defaultTargetGroups: [new ApplicationTargetGroup(stack, 'Nobody', { vpc, port: 80 })],
  });
  MONITORS[contender](stack, loadBalancer, Array.from({ length: services }, (_, index) => createService(stack, cluster, listener, index)));
  return app;
}

function createService(stack: Stack, cluster: Cluster, listener: ApplicationListener, index: number): Service {
  const taskDefinition = new FargateTaskDefinition(stack, `Tasks${index}`);
  taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('web'), portMappings: [{ containerPort: 3000 }] });
  const service = new FargateService(stack, `Service${index}`, {
    cluster, taskDefinition, desiredCount: 2, minHealthyPercent: 100, circuitBreaker: { rollback: true },
  });
  const targetGroup = listener.addTargets(`Targets${index}`, {
    port: 80, targets: [service], priority: index + 1, conditions: [ListenerCondition.hostHeaders([`service${index}.example.com`])],
  });
  return { service, targetGroup };
}
