import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, FargateService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { contract, ECHO_PROBE, fargateService, ingressRules, Match, stackWithVpc, Template } from './fixtures';
import {
  ContainerHealth,
  DeepVerifier,
  DnsCheck,
  DnsHealth,
  FrontDoor,
  HealthDashboard,
  HealthEndpoint,
  HealthEvents,
  LayeredHealth,
  type LayeredHealthProps,
  SecretHeader,
  ServiceVerification,
  TargetGroupHealth,
} from '../src';

const account = '123456789012';
const [HERE, THERE] = ['eu-west-1', 'ap-southeast-2'].map((region): StackProps => ({
  env: { account, region },
  crossRegionReferences: true,
}));
const TARGET_GROUP = (region: string) => `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/web/0123456789abcdef`;

/** The CDK takes it wherever it takes one of its own, but does not say so in its types. */
function importedCluster(stack: Stack): Cluster {
  const vpc = Vpc.fromVpcAttributes(stack, 'Imported', { vpcId: 'vpc-1', availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] });
  return Cluster.fromClusterAttributes(stack, 'Shop', { clusterName: 'shop', vpc }) as Cluster;
}

/** A service behind an ALB, and all that belongs to it, in one stack. */
function serviceStack(app: App, props?: StackProps) {
  const stack = new Stack(app, 'Service', props);
  const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const targetGroup = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
  new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }).addListener('Listener', { port: 80, defaultTargetGroups: [targetGroup] });
  service.attachToApplicationTargetGroup(targetGroup);
  return { stack, vpc, service, targetGroup, alert: { topic: new Topic(stack, 'Topic') } };
}

describe('the service in another stack of the region', () => {
  function monitored(props: Partial<LayeredHealthProps> = {}) {
    const app = new App();
    const { stack, service, targetGroup, alert } = serviceStack(app);
    const monitoring = new Stack(app, 'Monitoring');
    const health = new LayeredHealth(monitoring, 'Health', {
      contract: contract(),
      service,
      containerProbe: ECHO_PROBE,
      alert,
      events: {},
      ...props,
    });
    return { app, stack, monitoring, service, targetGroup, health };
  }

  test('LayeredHealth: changes are made there, everything else is here, and no stack needs the other both ways', () => {
    const { stack, monitoring } = monitored();
    const [there, here] = [Template.fromStack(stack), Template.fromStack(monitoring)]; // a circle would throw
    there.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ HealthCheck: Match.anyValue() })],
    });
    there.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckPath: '/health/ready' });
    there.resourceCountIs('AWS::Lambda::Function', 0);
    here.resourceCountIs('AWS::Scheduler::Schedule', 1);
    here.resourceCountIs('AWS::Events::Rule', 1);
    const GroupId = { 'Fn::ImportValue': expect.stringContaining('ServiceSecurityGroup') };
    expect(ingressRules(here)).toContainEqual(expect.objectContaining({ FromPort: 3000, GroupId }));
    expect(stack.dependencies).toEqual([]);
    expect(monitoring.dependencies).toEqual([stack]);
  });

  test('the verifier in a third stack', () => {
    const app = new App();
    const { stack, vpc, service, alert } = serviceStack(app);
    const shared = new Stack(app, 'Shared');
    const monitoring = new Stack(app, 'Monitoring');
    const verifier = new DeepVerifier(shared, 'Verifier', { vpc });
    new LayeredHealth(monitoring, 'Health', { contract: contract(), service, verifier, alert });
    app.synth();
    expect(monitoring.dependencies).toEqual(expect.arrayContaining([stack, shared]));
    expect([...stack.dependencies, ...shared.dependencies]).toEqual([stack]);
  });

  test('a dashboard and DNS in a stack of their own', () => {
    const { app, health, service, targetGroup } = monitored();
    const front = new Stack(app, 'Front');
    new HealthDashboard(front, 'Dashboard', {
      services: [{ title: 'Web', verification: health.verification!, alarms: health.alarms, service, targetGroups: [targetGroup] }],
    });
    new DnsHealth(front, 'Dns', { check: DnsCheck.metric(health.verification!.tasksFailing, 1) });
    Template.fromStack(front).resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    Template.fromStack(front).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'TasksFailing', Metrics: Match.absent() });
  });

  test('a secret of the service\'s stack does not make the verifier\'s stack need it', () => {
    const app = new App();
    const network = new Stack(app, 'Network');
    const verifier = new DeepVerifier(network, 'Verifier', { vpc: new Vpc(network, 'Vpc') });
    const stack = new Stack(app, 'Service');
    const service = fargateService(stack, importedCluster(stack));
    const secretHeaders = [1, 2].map((index) => SecretHeader.fromSecretsManager(`X-Token-${index}`, new Secret(stack, `Secret${index}`)));
    new ServiceVerification(stack, 'Verification', {
      verifier,
      service,
      contract: contract(),
      frontDoor: FrontDoor.internetFacing('shop.example', HealthEndpoint.http('/', { secretHeaders })),
    });
    app.synth();
    expect(network.dependencies).toEqual([]);
    const reads = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('secretsmanager:GetSecretValue'));
    expect(reads).toHaveLength(2);
  });
});

describe('what is imported', () => {
  const imported = (stack: Stack) =>
    FargateService.fromFargateServiceAttributes(stack, 'Web', { cluster: importedCluster(stack), serviceName: 'web' });

  test('a service is verified with what AWS leaves: cluster, name, VPC, and the security group that is passed', () => {
    const stack = new Stack(new App(), 'Stack');
    const health = new LayeredHealth(stack, 'Health', {
      contract: contract(),
      service: imported(stack),
      containerName: 'web',
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Tasks', 'sg-0123')],
      targetGroups: [ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Group', { targetGroupArn: TARGET_GROUP('eu-west-1') })],
      alert: { topic: Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:ap-southeast-2:${account}:alerts`) },
      events: {},
      serviceAlarms: true,
    });
    expect(health.alarms).toBeDefined();
    const template = Template.fromStack(stack);
    expect(JSON.stringify(template.findResources('AWS::SSM::Parameter'))).toMatch(/\\"name\\":\\"web\\",\\"container\\":\\"web\\"/);
    expect(ingressRules(template)).toEqual([expect.objectContaining({ GroupId: 'sg-0123', FromPort: 3000 })]);
    template.resourceCountIs('AWS::Events::Rule', 1);
    const warnings = Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('cdk-ecs-layered-health'))
      .map(({ entry }) => String(entry.data));
    expect(warnings).toEqual([
      expect.stringContaining("'Stack/Web' is imported: it is verified, but"),
      expect.stringContaining("'Stack/Group' is imported"),
    ]);
  });

  test('without its security groups, which may let the prober in already, that is said', () => {
    const stack = new Stack(new App(), 'Stack');
    new LayeredHealth(stack, 'Health', { contract: contract(), service: imported(stack), alarms: false });
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Health/Verification',
      Match.stringLikeRegexp("imported service 'Stack/Web' are unknown.*Pass securityGroups"),
    );
    expect(ingressRules(Template.fromStack(stack))).toEqual([]);
  });

  test.each<[string, (stack: Stack) => Partial<LayeredHealthProps>, RegExp]>([
    [
      'a change',
      (stack) => ({ service: imported(stack), containerProbe: ECHO_PROBE }),
      /\[Stack\/Health\] An imported service cannot be changed: got containerProbe with Stack\/Web, allowed: containerName and securityGroups/,
    ],
    [
      'a service without its cluster',
      (stack) => ({
        service: FargateService.fromFargateServiceArn(stack, 'Web', `arn:aws:ecs:eu-west-1:${account}:service/shop/web`) as any,
      }),
      /\[Stack\/Health\] service has the wrong type: .* with its cluster\. Import it with its cluster: FargateService\.fromFargateServiceAttributes/,
    ],
    [
      'a cluster without its VPC',
      (stack) => {
        const cluster = Cluster.fromClusterArn(stack, 'Shop', `arn:aws:ecs:eu-west-1:${account}:cluster/shop`);
        return { service: FargateService.fromFargateServiceAttributes(stack, 'Web', { cluster, serviceName: 'web' }) };
      },
      /\[Stack\/Health\] The VPC of the cluster is unknown: got Stack\/Shop.*Use Cluster\.fromClusterAttributes, or pass verifier/,
    ],
  ])('%s is an error that says what to pass', (_, props, message) => {
    const stack = new Stack(new App(), 'Stack');
    expect(() => new LayeredHealth(stack, 'Health', { contract: contract(), service: undefined as any, ...props(stack) })).toThrow(message);
  });

  test('a service of this app needs no description of its container and security groups', () => {
    const { stack, vpc } = stackWithVpc();
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
    expect(() => new LayeredHealth(stack, 'Health', { contract: contract(), service, containerName: 'web' })).toThrow(
      /\[Stack\/Health\] A service of this app needs no description: got containerName/,
    );
    expect(() => new LayeredHealth(stack, 'Other', { contract: contract(), service, securityGroups: [] })).toThrow(
      /got securityGroups with Stack\/Service/,
    );
  });

  test('a cluster and a VPC for a service of this app', () => {
    const stack = new Stack(new App(), 'Stack');
    const service = fargateService(stack, importedCluster(stack));
    new LayeredHealth(stack, 'Health', {
      contract: contract(),
      service,
      containerProbe: ECHO_PROBE,
      alert: { topic: new Topic(stack, 'Topic') },
    });
    const roles = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(roles).toContain('"Action":"ecs:ListTasks"');
  });
});

describe('another region', () => {
  /** The service here, everything that is asked for in a stack there. */
  function across() {
    const app = new App();
    return { ...serviceStack(app, HERE), there: new Stack(app, 'There', THERE) };
  }

  test.each<[string, (given: ReturnType<typeof across>) => unknown, RegExp]>([
    [
      'the VPC of a verifier',
      ({ there, vpc }) => new DeepVerifier(there, 'It', { vpc }),
      /\[There\/It\] The prober runs in the region of its VPC: got Service\/Vpc in eu-west-1, allowed: what is in ap-southeast-2/,
    ],
    [
      'the service of a verification',
      ({ there, service }) =>
        new ServiceVerification(there, 'It', { contract: contract(), service, verifier: new DeepVerifier(there, 'Verifier') }),
      /\[There\/It\] A service is verified from its own region: got Service\/Service in eu-west-1.*alerts may go to a topic of any region/,
    ],
    [
      'the verifier of a verification',
      ({ there, stack, service }) =>
        new ServiceVerification(stack, 'It', { contract: contract(), service, verifier: new DeepVerifier(there, 'Verifier') }),
      /\[Service\/It\] A verifier verifies only services of its own region: got There\/Verifier in ap-southeast-2/,
    ],
    [
      'the service of LayeredHealth',
      ({ there, service }) => new LayeredHealth(there, 'It', { contract: contract(), service }),
      /eu-west-1, allowed: what is in ap-southeast-2/,
    ],
    [
      'an imported target group',
      ({ stack, service }) =>
        new LayeredHealth(stack, 'It', {
          contract: contract(),
          service,
          targetGroups: [
            ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Far', { targetGroupArn: TARGET_GROUP('ap-southeast-2') }),
          ],
        }),
      /The target groups of a service are in its own region: got Service\/Far in ap-southeast-2/,
    ],
    [
      'the service of events',
      ({ there, service, alert }) => new HealthEvents(there, 'It', { service, alert }),
      /\[There\/It\] EventBridge delivers ECS events only in the region where they happen/,
    ],
    [
      'the metric of an alarm for DNS',
      ({ stack, there, service, vpc }) => {
        const verification = new ServiceVerification(stack, 'It', {
          contract: contract(),
          service,
          verifier: new DeepVerifier(stack, 'Verifier', { vpc }),
        });
        return new DnsHealth(there, 'Dns', { check: DnsCheck.metric(verification.tasksFailing, 1) });
      },
      /Cannot create an Alarm in region 'ap-southeast-2' based on metric .* in 'eu-west-1'/,
    ],
  ])('%s is an error that says what is possible', (_, build, message) => {
    expect(() => build(across())).toThrow(message);
  });

  test('container and target groups are changed where they are', () => {
    const { stack, there, service, targetGroup } = across();
    new ContainerHealth(there, 'Container', {
      contract: contract(),
      container: service.taskDefinition.defaultContainer!,
      containerProbe: ECHO_PROBE,
    });
    new TargetGroupHealth(there, 'TargetGroup', { contract: contract(), targetGroup, service });
    Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckPath: '/health/ready' });
    expect(Template.fromStack(there).toJSON().Resources).toBeUndefined();
  });

  test('a topic there is told by the notifier here', () => {
    const { stack, there, service } = across();
    new LayeredHealth(stack, 'Health', {
      contract: contract(),
      service,
      containerProbe: ECHO_PROBE,
      alert: { topic: new Topic(there, 'Far') },
      events: {},
    });
    const publishing = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 'sns:Publish');
    expect(JSON.stringify(publishing)).toMatch(/cdk\/exports\/Service\/Thereapsoutheast2RefFar/); // by the CDK's cross-region references
    expect(stack.dependencies).toEqual([there]);
  });

  test('a dashboard there draws the metrics of here', () => {
    const { stack, there, service } = across();
    const verification = new LayeredHealth(stack, 'Health', { contract: contract(), service, containerProbe: ECHO_PROBE, alarms: false })
      .verification!;
    new HealthDashboard(there, 'Dashboard', { services: [{ title: 'Web', verification }] });
    expect(JSON.stringify(Template.fromStack(there).findResources('AWS::CloudWatch::Dashboard'))).toContain('\\"region\\":\\"eu-west-1\\"');
  });
});
