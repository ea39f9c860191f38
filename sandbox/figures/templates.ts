import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { ContainerProbe, HealthContract, HealthEndpoint, HealthFormat, LayeredHealth } from '../../src';

/** Who decides on the settings of the health checks: CDK's defaults, a contract, or one that states how soon a fault must be known. */
export type Settings = 'defaults' | 'contract' | 'contract, 30 s';

export const SETTINGS: readonly Settings[] = ['defaults', 'contract', 'contract, 30 s'];

const TEMPLATES = new Map<Settings, object>();

/** One service behind a load balancer, synthesized once; only what the settings say of its health differs. */
export function figuresTemplate(settings: Settings): object {
  const template = TEMPLATES.get(settings) ?? synthesize(settings);
  TEMPLATES.set(settings, template);
  return template;
}

function synthesize(settings: Settings): object {
  const app = new App();
  const stack = new Stack(app, 'Figures');
  const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) });
  const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
    cluster,
    desiredCount: 2,
    minHealthyPercent: 100,
    taskImageOptions: { image: ContainerImage.fromRegistry('shop/web'), containerName: 'web', containerPort: 3000 },
  });
  if (settings !== 'defaults') {
    new LayeredHealth(stack, 'WebHealth', {
      contract: new HealthContract({
        port: 3000,
        liveness: HealthEndpoint.http('/health/live', { format: HealthFormat.TERMINUS }),
        readiness: HealthEndpoint.http('/health/ready', { format: HealthFormat.TERMINUS }),
        startup: Duration.seconds(60),
        longestRequest: Duration.seconds(30),
        ...settings === 'contract' ? {} : { detectWithin: Duration.seconds(30) },
      }),
      service: web.service,
      targetGroups: [web.targetGroup],
      containerProbe: ContainerProbe.node(),
    });
  }
  return app.synth().getStackByName(stack.stackName).template as object;
}
