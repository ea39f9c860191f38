import { RATE_LIMITS as VERIFIER_LIMITS, type RateLimit } from '../../lambda/verification/evidence/rate-budget';

/** What doctor calls: only what lists and describes. The policy, the budgets and what is said of a refusal come from this table. */
export interface Operation {
  /** As IAM names it. */
  readonly action: string;
  /** Whose rate limit its calls count against. */
  readonly limit: LimitName;
  /** What is not known without it; continues "so ". */
  readonly without: string;
}

/**
 * The verifier's limits, and those of what it does not read. ECS's reads of definitions and lists, which no table names, are taken to be as
 * slow as its slowest others.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html
 */
export const RATE_LIMITS = {
  ecsClusters: VERIFIER_LIMITS.clusterReads,
  ecsServices: VERIFIER_LIMITS.serviceReads,
  ecsDefinitions: VERIFIER_LIMITS.serviceReads,
  loadBalancing: VERIFIER_LIMITS.loadBalancing,
  ec2: { perSecond: 20, burst: 100 },
  // 50 calls a second, and 90,000 data points, which 15 calls of 500 metrics and 12 points each come to.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
  metrics: { perSecond: 15, burst: 15 },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html: ECS itself needs it for deployment alarms.
  alarms: { perSecond: 9, burst: 9 },
  // Assumed: no page with the figures was found.
  scaling: { perSecond: 10, burst: 10 },
  // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/throttling-api-requests.html
  dns: { perSecond: 10, burst: 50 },
  // The same page: GetHealthCheckStatus has a bucket of its own.
  dnsStatus: { perSecond: 1, burst: 4 },
  // Assumed: GetLogEvents has a quota of its own in each region, and no page with the figures was found.
  logs: { perSecond: 10, burst: 10 },
} as const satisfies Record<string, RateLimit>;

export type LimitName = keyof typeof RATE_LIMITS;

const ROUTES = 'nobody knows whether tasks that reached nothing have a way out of their subnets';

const DEPLOYMENTS = 'which alarms or how many failed tasks end a deployment, and at which stage it is, is not known';
const RECORDS = 'health checks of Route 53 are known by the name of their load balancer alone';

export const OPERATIONS = {
  ListClusters: { action: 'ecs:ListClusters', limit: 'ecsClusters', without: 'clusters have to be named with --cluster' },
  ListServices: { action: 'ecs:ListServices', limit: 'ecsServices', without: 'services have to be named with --service' },
  DescribeServices: { action: 'ecs:DescribeServices', limit: 'ecsServices', without: 'nothing is known of the services' },
  ListTasks: { action: 'ecs:ListTasks', limit: 'ecsClusters', without: 'no task can be judged' },
  DescribeTasks: { action: 'ecs:DescribeTasks', limit: 'ecsClusters', without: 'no task can be judged' },
  DescribeContainerInstances: {
    action: 'ecs:DescribeContainerInstances', limit: 'ecsClusters', without: 'tasks on instances cannot be found in their target groups',
  },
  DescribeTaskDefinition: {
    action: 'ecs:DescribeTaskDefinition', limit: 'ecsDefinitions', without: 'container checks and stop timeouts are not known',
  },
  ListServiceDeployments: { action: 'ecs:ListServiceDeployments', limit: 'ecsDefinitions', without: DEPLOYMENTS },
  DescribeServiceDeployments: { action: 'ecs:DescribeServiceDeployments', limit: 'ecsDefinitions', without: DEPLOYMENTS },
  DescribeServiceRevisions: {
    action: 'ecs:DescribeServiceRevisions', limit: 'ecsDefinitions', without: 'where a deployment goes back to is not known',
  },
  DescribeTargetGroups: {
    action: 'elasticloadbalancing:DescribeTargetGroups', limit: 'loadBalancing', without: 'how load balancers check is not known',
  },
  DescribeTargetGroupAttributes: {
    action: 'elasticloadbalancing:DescribeTargetGroupAttributes', limit: 'loadBalancing', without: 'deregistration delays are not known',
  },
  DescribeTargetHealth: {
    action: 'elasticloadbalancing:DescribeTargetHealth', limit: 'loadBalancing', without: "the load balancer's view is missing",
  },
  DescribeLoadBalancers: {
    action: 'elasticloadbalancing:DescribeLoadBalancers', limit: 'loadBalancing', without: 'load balancers are not checked',
  },
  DescribeLoadBalancerAttributes: {
    action: 'elasticloadbalancing:DescribeLoadBalancerAttributes', limit: 'loadBalancing', without: 'idle timeouts are not known',
  },
  DescribeListeners: { action: 'elasticloadbalancing:DescribeListeners', limit: 'loadBalancing', without: 'listeners are not checked' },
  DescribeRules: { action: 'elasticloadbalancing:DescribeRules', limit: 'loadBalancing', without: 'rules of listeners are not checked' },
  DescribeInstances: {
    action: 'ec2:DescribeInstances', limit: 'ec2', without: 'tasks on instances cannot be found in their target groups',
  },
  DescribeSecurityGroups: {
    action: 'ec2:DescribeSecurityGroups', limit: 'ec2', without: 'nobody knows whether security groups let load balancers through to tasks',
  },
  DescribeSubnets: { action: 'ec2:DescribeSubnets', limit: 'ec2', without: ROUTES },
  DescribeRouteTables: { action: 'ec2:DescribeRouteTables', limit: 'ec2', without: ROUTES },
  DescribeNatGateways: { action: 'ec2:DescribeNatGateways', limit: 'ec2', without: ROUTES },
  DescribeVpcEndpoints: { action: 'ec2:DescribeVpcEndpoints', limit: 'ec2', without: ROUTES },
  GetMetricData: { action: 'cloudwatch:GetMetricData', limit: 'metrics', without: 'CPU and memory of the services are not known' },
  DescribeAlarms: { action: 'cloudwatch:DescribeAlarms', limit: 'alarms', without: 'alarms on the services are not known' },
  DescribeScalableTargets: {
    action: 'application-autoscaling:DescribeScalableTargets', limit: 'scaling', without: 'how far services scale is not known',
  },
  ListHealthChecks: { action: 'route53:ListHealthChecks', limit: 'dns', without: 'health checks of Route 53 are not known' },
  GetHealthCheckStatus: {
    action: 'route53:GetHealthCheckStatus', limit: 'dnsStatus', without: 'what the checkers of Route 53 find is not known',
  },
  ListHostedZones: { action: 'route53:ListHostedZones', limit: 'dns', without: RECORDS },
  ListResourceRecordSets: { action: 'route53:ListResourceRecordSets', limit: 'dns', without: RECORDS },
  GetLogEvents: { action: 'logs:GetLogEvents', limit: 'logs', without: 'what stopped tasks wrote last is not known' },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** The IAM policy of what doctor calls, and of nothing else. */
export function policyDocument(): object {
  return {
    Version: '2012-10-17',
    Statement: [{
      Sid: 'CdkEcsLayeredHealthDoctor',
      Effect: 'Allow',
      // Most of these calls have no resource that a policy could name.
      Action: [...new Set(Object.values(OPERATIONS).map(({ action }) => action))].sort(),
      Resource: '*',
    }],
  };
}
