import { join } from 'node:path';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { InstanceType, SecurityGroup, Subnet, SubnetFilter, SubnetType, Vpc, VpnConnection } from 'aws-cdk-lib/aws-ec2';
import { AsgCapacityProvider, Cluster, EcsOptimizedImage, FargateService, OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Accelerator } from 'aws-cdk-lib/aws-globalaccelerator';
import { AccountRootPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  CfnHealthCheck, HealthCheck, HostedZone, InsufficientDataHealthStatusEnum, RecordTarget, RecordType,
} from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Pass, StateMachine, DefinitionBody } from 'aws-cdk-lib/aws-stepfunctions';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import * as library from '../../src';
import { ENUMS, STRUCTS } from '../../src/contract/prop-types.generated';
import { contract, ECHO_PROBE, fargateService } from '../fixtures';

/** An object of each type that a call of this library takes, in one stack; each is made when it is first needed. */
export class ValidValues {
  public readonly stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'us-east-1' } });
  private readonly made = new Map<string, unknown>();

  /** A value of the type; of several that are possible, one that fits to the argument's name. */
  public of(type: string, name = ''): unknown {
    if (type.endsWith('[]')) { return [this.of(type.slice(0, -2), name)]; }
    if (type.endsWith('{}')) { return { 'x-name': this.of(type.slice(0, -2), name) }; }
    if (type === 'string') { return TEXTS[name] ?? 'text'; }
    if (type === 'number') { return /port/i.test(name) ? 3000 : 1; }
    if (type === 'boolean') { return true; }
    const values = ENUMS[type];
    if (typeof values === 'object') { return Object.values(values)[0]; }
    if (STRUCTS[type]) { return { ...this.required(type), ...BESIDE[type]?.(this) }; }
    if (!this.made.has(type)) { this.made.set(type, this.make(type)); }
    return this.made.get(type);
  }

  /** Objects of the type that the app does not define itself. */
  public imported(type: string): unknown[] {
    const key = `imported ${type}`;
    if (!this.made.has(key)) { this.made.set(key, IMPORTED[type]?.(this.stack, this) ?? []); }
    return this.made.get(key) as unknown[];
  }

  /** An L1 construct, which has some members of its L2. */
  public levelOne(): CfnHealthCheck {
    return this.stack.node.tryFindChild('LevelOne') as CfnHealthCheck | undefined
      ?? new CfnHealthCheck(this.stack, 'LevelOne', { healthCheckConfig: { type: 'TCP' } });
  }

  private required(struct: string): Record<string, unknown> {
    const required = Object.entries(STRUCTS[struct]).filter(([key]) => !key.endsWith('?'));
    return Object.fromEntries(required.map(([key, type]) => [key, this.of(type, key)]));
  }

  private make(type: string): unknown {
    const made = VALUES[type];
    if (!made) { throw new Error(`test/exported-props/valid-values.ts has no value of type ${type}`); }
    return made(this.stack, this);
  }
}

const TEXTS: Readonly<Record<string, string>> = {
  layer: 'L4',
  path: '/health',
  otherPaths: '/other',
  host: 'shop.example.com',
  region: 'us-east-1',
  start: '03:00',
  end: '04:00',
  id: 'Id',
  command: 'true',
  scenario: join(__dirname, '..', 'experiment', 'scenarios', 'drain.yaml'),
  service: 'orders',
  from: '10.0.0.0/8',
  to: '10.0.0.0/8',
  statusCodes: '200',
  loadBalancerArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/1',
  resourceArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/1',
};

/** What a struct needs beside its required props, because one of several is. */
const BESIDE: Readonly<Record<string, (values: ValidValues) => object>> = {
  ApiGatewayHealthProps: (values) => ({ restStage: values.of('IStage') }),
  EdgeHealthProps: (values) => ({ cloudFront: [values.of('CloudFrontHealthProps')] }),
  HealthContractProps: () => ({ port: 3000 }),
  HealthEventsProps: (values) => ({ service: values.of('IService') }),
  InstanceHealthProps: (values) => ({ capacityProvider: values.of('AsgCapacityProvider') }),
  NetworkHealthProps: (values) => ({ vpnConnections: [values.of('IVpnConnection')] }),
  OriginBindOptions: () => ({ originId: 'Origin' }),
};

const httpOrigin = () => new HttpOrigin('origin.example.com');
const service = (values: ValidValues) => values.of('BaseService') as FargateService;
const vpc = (values: ValidValues) => values.of('IVpc') as Vpc;
const cluster = (values: ValidValues) => values.of('ICluster') as Cluster;
const verification = (values: ValidValues) => values.of('ServiceVerification') as library.ServiceVerification;
const dnsRecordTarget = () => RecordTarget.fromIpAddresses('192.0.2.1');

type Make = (stack: Stack, values: ValidValues) => unknown;

const VALUES: Readonly<Record<string, Make>> = {
  ApplicationRecovery: () => library.ApplicationRecovery.http('/recover'),
  AsgCapacityProvider: (stack, values) =>
    new AsgCapacityProvider(stack, 'Provider', {
      autoScalingGroup: values.of('IAutoScalingGroup') as AutoScalingGroup,
    }),
  BaseService: (stack, values) => fargateService(stack, cluster(values)),
  CfnWebACL: (stack) =>
    new CfnWebACL(stack, 'Acl', {
      defaultAction: { allow: {} },
      scope: 'REGIONAL',
      visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'Acl', sampledRequestsEnabled: true },
    }),
  Construct: (stack) => stack,
  ContainerDefinition: (_, values) => service(values).taskDefinition.defaultContainer,
  DeepVerifier: (stack, values) => new library.DeepVerifier(stack, 'Verifier', { vpc: vpc(values) }),
  IDeepVerifier: (_stack, values) => values.of('DeepVerifier'),
  DnsCheck: () => library.DnsCheck.tcp('shop.example.com', 443),
  DnsRecord: (_, values) => library.DnsRecord.primary({ zone: values.of('IHostedZone') as HostedZone, target: dnsRecordTarget() }),
  Duration: () => Duration.seconds(120),
  Size: () => Size.mebibytes(512),
  EventNotifier: (stack) => new library.EventNotifier(stack, 'Notifier'),
  FrontDoor: () => library.FrontDoor.internal('shop.example.com', library.HealthEndpoint.http('/')),
  HealthAlarms: (stack, values) => new library.HealthAlarms(stack, 'Alarms', { verification: verification(values) }),
  HealthAssertion: () => library.HealthAssertion.body(library.HealthMatcher.contains('ok')),
  HealthChecker: () => library.HealthChecker.verifier(),
  HealthContract: () => contract(),
  HealthDependency: () => library.HealthDependency.tcp('database', 'db.example.com', 5432),
  HealthDialogue: () => library.HealthDialogue.dns(),
  HealthEndpoint: () => library.HealthEndpoint.http('/health'),
  HealthFormat: () => library.HealthFormat.AUTO,
  OperatingSystemFamily: () => OperatingSystemFamily.LINUX,
  HealthMatcher: () => library.HealthMatcher.contains('ok'),
  IAlarm: (stack, values) => new Alarm(stack, 'Alarm', { metric: values.of('IMetric') as Metric, threshold: 1, evaluationPeriods: 1 }),
  IAlarmAction: (_, values) => new SnsAction(values.of('ITopic') as Topic),
  IAutoScalingGroup: (stack, values) =>
    new AutoScalingGroup(stack, 'Group', {
      vpc: vpc(values),
      instanceType: new InstanceType('t3.micro'),
      machineImage: EcsOptimizedImage.amazonLinux2(),
    }),
  IBaseService: (_, values) => service(values),
  ICluster: (stack, values) => new Cluster(stack, 'Cluster', { vpc: vpc(values) }),
  IConstruct: (stack) => stack,
  IContainerProbe: () => ECHO_PROBE,
  IDistribution: (stack) => new Distribution(stack, 'Distribution', { defaultBehavior: { origin: httpOrigin() } }),
  IKey: (stack) => new Key(stack, 'Key'),
  IEndpointGroup: (stack) => {
    const listener = new Accelerator(stack, 'Accelerator').addListener('Listener', { portRanges: [{ fromPort: 80 }] });
    return listener.addEndpointGroup('Group');
  },
  IFunction: (stack) => LambdaFunction.fromFunctionName(stack, 'Function', 'recover'),
  IGrantable: () => new AccountRootPrincipal(),
  IHealthCheck: (stack) => HealthCheck.fromHealthCheckId(stack, 'HealthCheck', 'id'),
  IHostedZone: (stack) => new HostedZone(stack, 'Zone', { zoneName: 'example.com' }),
  IHttpStage: (stack) => new HttpApi(stack, 'HttpApi').defaultStage,
  ILogGroup: (stack) => new LogGroup(stack, 'Logs'),
  IMetric: () => new Metric({ namespace: 'Shop', metricName: 'Orders' }),
  IOrigin: () => httpOrigin(),
  IParameter: (stack) => new StringParameter(stack, 'Parameter', { stringValue: 'on' }),
  IPolicyValidationContextBeta1: () => ({ templatePaths: [] }),
  ISecret: (stack) => new Secret(stack, 'Secret'),
  ISecurityGroup: (stack, values) => new SecurityGroup(stack, 'SecurityGroup', { vpc: vpc(values) }),
  IService: (_, values) => service(values),
  IStage: (stack) => {
    const api = new RestApi(stack, 'RestApi');
    api.root.addMethod('GET');
    return api.deploymentStage;
  },
  IStateMachine: (stack) => new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')) }),
  IStringParameter: (_, values) => values.of('IParameter'),
  ISubnet: (_, values) => vpc(values).privateSubnets[0],
  ITargetGroup: (stack, values) =>
    new ApplicationTargetGroup(stack, 'TargetGroup', { vpc: vpc(values), port: 80, targetType: TargetType.IP }),
  ITopic: (stack) => new Topic(stack, 'Topic'),
  IVpc: (stack) => new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, vpnGateway: true }),
  IVpnConnection: (stack, values) => new VpnConnection(stack, 'Vpn', { vpc: vpc(values), ip: '192.0.2.1' }),
  InsufficientDataHealthStatusEnum: () => InsufficientDataHealthStatusEnum.HEALTHY,
  LayeredHealthMixin: () => new library.LayeredHealthMixin({ contract: contract(), verify: false }),
  HealthLintPlugin: () => new library.HealthLintPlugin(),
  FailoverOrigin: () => new library.FailoverOrigin({ primary: httpOrigin(), fallback: httpOrigin(), contract: contract() }),
  Reachability: () => library.Reachability.fromProber(),
  RecordTarget: dnsRecordTarget,
  RecordType: () => RecordType.A,
  RejectedTraffic: (_, values) => library.RejectedTraffic.inVpc(vpc(values), contract()),
  RetentionDays: () => RetentionDays.ONE_WEEK,
  SecretHeader: (_, values) => library.SecretHeader.fromSecretsManager('X-Token', values.of('ISecret') as Secret),
  ServiceAlarms: (stack, values) => new library.ServiceAlarms(stack, 'ServiceAlarms', { verification: verification(values) }),
  ServiceVerification: (stack, values) =>
    new library.ServiceVerification(stack, 'Verification', {
      verifier: values.of('DeepVerifier') as library.DeepVerifier,
      contract: contract(),
      service: service(values),
    }),
  SubnetFilter: () => SubnetFilter.onePerAz(),
  SubnetType: () => SubnetType.PUBLIC,
  TargetGroupAlarms: (stack, values) =>
    new library.TargetGroupAlarms(stack, 'TargetGroupAlarms', {
      contract: contract(),
      targetGroup: values.of('ITargetGroup') as ApplicationTargetGroup,
    }),
};

/** What the app does not define has other classes, with getters that throw. */
const IMPORTED: Readonly<Record<string, (stack: Stack, values: ValidValues) => unknown[]>> = {
  IAlarm: (stack) => [Alarm.fromAlarmArn(stack, 'TheirAlarm', 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:a')],
  IAutoScalingGroup: (stack) => [AutoScalingGroup.fromAutoScalingGroupName(stack, 'TheirGroup', 'group')],
  IBaseService: (stack, values) => [
    FargateService.fromFargateServiceAttributes(stack, 'TheirService', { cluster: cluster(values), serviceName: 's' }),
  ],
  ICluster: (stack) => [Cluster.fromClusterArn(stack, 'TheirCluster', 'arn:aws:ecs:us-east-1:123456789012:cluster/c')],
  IDistribution: (stack) => [
    Distribution.fromDistributionAttributes(stack, 'TheirDistribution', { domainName: 'd.example.com', distributionId: 'd' }),
  ],
  IFunction: (stack) => [LambdaFunction.fromFunctionArn(stack, 'TheirFunction', 'arn:aws:lambda:us-east-1:123456789012:function:f')],
  IHostedZone: (stack) => [HostedZone.fromHostedZoneId(stack, 'TheirZone', 'z')],
  ILogGroup: (stack) => [LogGroup.fromLogGroupName(stack, 'TheirLogs', 'logs')],
  ISecret: (stack) => [Secret.fromSecretNameV2(stack, 'TheirSecret', 'secret')],
  ISecurityGroup: (stack) => [SecurityGroup.fromSecurityGroupId(stack, 'TheirSecurityGroup', 'sg-1')],
  IService: (stack) => [FargateService.fromFargateServiceArn(stack, 'TheirServiceArn', 'arn:aws:ecs:us-east-1:123456789012:service/c/s')],
  IStateMachine: (stack) => [StateMachine.fromStateMachineName(stack, 'TheirMachine', 'm')],
  IStringParameter: (stack) => [StringParameter.fromStringParameterName(stack, 'TheirParameter', 'p')],
  ISubnet: (stack) => [Subnet.fromSubnetId(stack, 'TheirSubnet', 'subnet-1')],
  ITargetGroup: (stack) => [ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'TheirTargetGroup', {
    targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/t/1',
  })],
  ITopic: (stack) => [Topic.fromTopicArn(stack, 'TheirTopic', 'arn:aws:sns:us-east-1:123456789012:t')],
  IVpc: (stack) => [
    Vpc.fromVpcAttributes(stack, 'TheirVpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] }),
  ],
};
