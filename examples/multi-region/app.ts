/**
 * One service in two regions, with the same contract in both. Clients come to the region that is nearest to them, of those that are
 * healthy, and events of ECS reach the topic as well: why tasks stop, what cannot be placed, which deployment failed.
 *
 *   npx tsx examples/multi-region/app.ts      synthesizes to cdk.out/
 *
 * Deploy it with a current aws-cdk-lib (2.276 is tried): old ones, such as 2.186, run the functions of their cross-region references on
 * Node.js 20, with which Lambda creates no function any more.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
import { App, Duration, type Environment, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { HostedZone, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { type Construct } from 'constructs';
import { ContainerProbe, DnsCheck, DnsHealth, DnsRecord, FrontDoor, HealthContract, HealthEndpoint, LayeredHealth } from '../../src';

const contract = new HealthContract({
  port: 3000,
  liveness: HealthEndpoint.http('/health/live'),
  readiness: HealthEndpoint.http('/health/ready'),
  startup: Duration.seconds(60),
  longestRequest: Duration.seconds(30),
});

/** Everything of one region; nothing of it refers to another one, so that each can be deployed while another is down. */
class Region extends Stack {
  constructor(scope: Construct, id: string, env: Required<Environment>, zone: (scope: Construct) => IHostedZone, dnsTopic: ITopic) {
    super(scope, id, { env, crossRegionReferences: true }); // for the health check's id, which its alarm in us-east-1 needs
    const availabilityZones = ['a', 'b'].map((letter) => env.region + letter);
    const web = new ApplicationLoadBalancedFargateService(this, 'Web', {
      cluster: new Cluster(this, 'Cluster', { vpc: new Vpc(this, 'Vpc', { availabilityZones }) }),
      desiredCount: 2,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      taskImageOptions: { image: ContainerImage.fromRegistry('public.ecr.aws/shop/web:latest'), containerPort: 3000 },
    });
    const host = web.loadBalancer.loadBalancerDnsName;
    new LayeredHealth(this, 'WebHealth', {
      contract,
      service: web.service,
      targetGroups: [web.targetGroup],
      containerProbe: ContainerProbe.node(),
      frontDoor: FrontDoor.internetFacing(host, HealthEndpoint.http('/')),
      alert: { topic: new Topic(this, 'Alerts', { enforceSSL: true }) }, // each region sends its own alerts
      events: {},
    });
    new DnsHealth(this, 'WebDns', {
      check: DnsCheck.http(host, contract.trafficEndpoint),
      records: [
        DnsRecord.latency(env.region, {
          zone: zone(this),
          recordName: 'www',
          target: RecordTarget.fromAlias(new LoadBalancerTarget(web.loadBalancer)),
        }),
      ],
      alarm: { alarmTopic: dnsTopic }, // metrics of health checks, and so their alarms, exist only in us-east-1
    });
  }
}

export const app = new App({ outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
const account = '111122223333';
const zone = (scope: Construct) =>
  HostedZone.fromHostedZoneAttributes(scope, 'Zone', { zoneName: 'shop.example', hostedZoneId: 'Z0123456789ABCDEFGHIJ' });

const alerts = new Stack(app, 'MultiRegionDnsAlerts', { env: { account, region: 'us-east-1' } });
const dnsTopic = new Topic(alerts, 'Topic', { enforceSSL: true });
for (const [name, region] of Object.entries({ Europe: 'eu-west-1', Pacific: 'ap-southeast-2' })) {
  new Region(app, `MultiRegion${name}`, { account, region }, zone, dnsTopic);
}

app.synth();
