/**
 * Several services of aws-ecs-patterns in one VPC: they share one verifier, and each adds four resources.
 *
 *   npx tsx examples/patterns-app/app.ts      synthesizes to cdk.out/
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService, NetworkLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  ContainerProbe,
  FrontDoor,
  HealthContract,
  type HealthContractProps,
  HealthEndpoint,
  HealthFormat,
  LayeredHealth,
} from '../../src';

export const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const stack = new Stack(app, 'PatternsApp');
const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) });
const alertTopic = new Topic(stack, 'Alerts', { enforceSSL: true });
const common = { cluster, desiredCount: 2, minHealthyPercent: 100, circuitBreaker: { rollback: true } };
const image = (name: string) => ContainerImage.fromRegistry(`public.ecr.aws/shop/${name}:latest`);

/** Spring Boot: the probe groups are on with management.endpoint.health.probes.enabled=true. */
const springBoot = (props: Partial<HealthContractProps> = {}) => new HealthContract({
  port: 8080,
  liveness: HealthEndpoint.http('/actuator/health/liveness', { format: HealthFormat.ACTUATOR }),
  readiness: HealthEndpoint.http('/actuator/health/readiness', { format: HealthFormat.ACTUATOR }),
  startup: Duration.seconds(120),
  longestRequest: Duration.seconds(30),
  ...props,
});

const shop = new ApplicationLoadBalancedFargateService(stack, 'Shop', {
  ...common,
  taskImageOptions: { image: image('shop'), containerPort: 8080 },
});
new LayeredHealth(stack, 'ShopHealth', {
  contract: springBoot(),
  service: shop.service,
  targetGroups: [shop.targetGroup],
  containerProbe: ContainerProbe.curl(),
  frontDoor: FrontDoor.internetFacing(shop.loadBalancer.loadBalancerDnsName, HealthEndpoint.http('/')),
  alert: { topic: alertTopic },
});

const search = new ApplicationLoadBalancedFargateService(stack, 'Search', {
  ...common, publicLoadBalancer: false, taskImageOptions: { image: image('search'), containerPort: 8080 },
});
new LayeredHealth(stack, 'SearchHealth', {
  contract: springBoot({ detectWithin: Duration.seconds(30) }), // two verifications a minute or more, because the shop is blind without it
  service: search.service,
  targetGroups: [search.targetGroup],
  containerProbe: ContainerProbe.curl(),
  alert: { topic: alertTopic },
});

const feed = new NetworkLoadBalancedFargateService(stack, 'Feed', {
  ...common,
  taskImageOptions: { image: image('feed'), containerPort: 9000 },
});
new LayeredHealth(stack, 'FeedHealth', {
  contract: new HealthContract({
    port: 9000,
    liveness: HealthEndpoint.tcp(),
    startup: Duration.seconds(30),
    longestRequest: Duration.minutes(5),
  }),
  service: feed.service,
  targetGroups: [feed.targetGroup],
  containerProbe: ContainerProbe.bashTcp(),
  alert: { topic: alertTopic },
});

app.synth();
