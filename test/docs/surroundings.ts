/**
 * What the examples in the docs take for granted: values that every reader of CDK code knows by their name. An example that uses another
 * one declares it, or it is added here.
 */
import type { App, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Distribution, IOrigin } from 'aws-cdk-lib/aws-cloudfront';
import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { SecurityGroup, Vpc, VpnConnection } from 'aws-cdk-lib/aws-ec2';
import type {
  AsgCapacityProvider,
  Cluster,
  ContainerDefinition,
  ContainerImage,
  FargateService,
  FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import type { ApplicationLoadBalancer, ApplicationTargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { EndpointGroup } from 'aws-cdk-lib/aws-globalaccelerator';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { CfnIPSet, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { IConstruct } from 'constructs';
import type { FrontDoor, HealthAlarms, HealthContract, LayeredHealth, LayeredHealthMixin, ServiceVerification } from '../../src';

export declare const app: App;
export declare const stack: Stack;
export declare const image: ContainerImage;
export declare const vpc: Vpc;
export declare const cluster: Cluster;
export declare const service: FargateService;
export declare const taskDefinition: FargateTaskDefinition;
export declare const container: ContainerDefinition;
export declare const adminContainer: ContainerDefinition;
export declare const loadBalancer: ApplicationLoadBalancer;
export declare const targetGroup: ApplicationTargetGroup;
export declare const imported: ApplicationTargetGroup;
export declare const targetGroups: ApplicationTargetGroup[];
export declare const webGroup: ApplicationTargetGroup;
export declare const adminGroup: ApplicationTargetGroup;
export declare const networkTargetGroup: NetworkTargetGroup;
export declare const capacityProvider: AsgCapacityProvider;
export declare const tasks: SecurityGroup;
export declare const instanceSecurityGroup: SecurityGroup;
export declare const vpn: VpnConnection;
export declare const infrastructureRole: Role;
export declare const token: ISecret;

export declare const contract: HealthContract;
export declare const web: HealthContract;
export declare const admin: HealthContract;
export declare const shop: HealthContract;
export declare const search: HealthContract;
export declare const orders: HealthContract;
export declare const carts: HealthContract;
export declare const health: LayeredHealth;
export declare const alarms: HealthAlarms;
export declare const verification: ServiceVerification;
export declare const testListener: FrontDoor;

export declare const topic: ITopic;
export declare const pager: ITopic;
export declare const topicInUsEast1: ITopic;
export declare const topicInUsWest2: ITopic;
export declare const recovery: IAlarmAction;
export declare const vpnDown: Alarm;
export declare const slowCheckout: Alarm;

export declare const zone: IHostedZone;
export declare const distribution: Distribution;
export declare const otherRegion: IOrigin;
export declare const sorry: Bucket;
export declare const sorryPage: Bucket;
export declare const api: RestApi;
export declare const endpointGroup: EndpointGroup;
export declare const webAcl: CfnWebACL;
export declare const monitoring: CfnIPSet;
export declare const visibilityConfig: CfnWebACL.VisibilityConfigProperty;
export declare const managedRules: CfnWebACL.RuleProperty[];

/** Of newer versions of aws-cdk-lib than the one that is installed here. */
export declare const Mixins: { of(scope: IConstruct): { apply(mixin: LayeredHealthMixin): void } };
