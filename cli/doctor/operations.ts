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
  // Assumed: GetLogEvents has a quota of its own in each region, and no page with the figures was found.
  logs: { perSecond: 10, burst: 10 },
} as const satisfies Record<string, RateLimit>;

export type LimitName = keyof typeof RATE_LIMITS;

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
