/**
 * What AWS allows, in the one place where it is written down. Seconds unless the name says otherwise.
 */

interface Range {
  readonly min: number;
  readonly max: number;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
export const CONTAINER_CHECK = {
  interval: { min: 5, max: 300 } as Range,
  timeout: { min: 2, max: 60 } as Range,
  retries: { min: 1, max: 10 } as Range,
  startPeriod: { min: 0, max: 300 } as Range,
};

/**
 * healthCheckGracePeriodSeconds of a service: the scheduler ignores unhealthy Elastic Load Balancing, VPC Lattice and container checks
 * that long after a task has started, with or without a load balancer.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
export const GRACE_PERIOD: Range = { min: 0, max: 2_147_483_647 };

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html (stopTimeout, Fargate) */
export const STOP_TIMEOUT: Range = { min: 2, max: 120 };

/**
 * ECS's defaults for a service's DeploymentConfiguration, and how long CloudFormation waits for a deployment. Minutes, percent.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ecs-service-deploymentconfiguration.html
 */
export const DEPLOYMENT = {
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  /** Of blue/green, linear and canary deployments by CloudFormation; rolling ones have none by default. */
  bakeTime: 15,
  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html */
  canaryBakeTime: 10,
  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html */
  stepPercent: 10,
  stepBakeTime: 6,
  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHookTimeoutConfiguration.html */
  hookTimeout: 24 * 60,
  /**
   * After that CloudFormation gives up: 36 hours for blue/green, linear and canary deployments, and for rolling ones with a bake time
   * (the page above); three hours for other rolling ones, which reports alone say.
   * https://github.com/aws/containers-roadmap/issues/1303
   */
  patience: { rolling: 3 * 60, shifting: 36 * 60 },
  /**
   * Failed tasks that BOUNDED_PERCENT, the default of the circuit breaker with 50 %, allows.
   * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ThresholdConfiguration.html
   */
  boundedFailures: { min: 3, max: 200 } as Range,
  failurePercent: 50,
};

/** Seconds that a standard execution may last: a year. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const LONGEST_EXECUTION = 365 * 24 * 3600;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
export const TARGET_GROUP_CHECK = {
  interval: { min: 5, max: 300 } as Range,
  timeout: { min: 2, max: 120 } as Range,
  threshold: { min: 2, max: 10 } as Range,
};

/**
 * Codes that the matcher of an application or a network load balancer may name.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html
 */
export const MATCHER_CODES = {
  application: { min: 200, max: 499 } as Range,
  network: { min: 200, max: 599 } as Range,
  grpc: { min: 0, max: 99 } as Range,
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html */
export const TARGET_GROUP_ATTRIBUTES = {
  deregistrationDelay: { min: 0, max: 3600 } as Range,
  /** Or 0: off. */
  slowStart: { min: 30, max: 900 } as Range,
  unhealthyDrainingInterval: { min: 0, max: 360_000 } as Range,
};

/** A port of TCP or UDP. */
export const PORT: Range = { min: 1, max: 65535 };

/** What an endpoint allows that both a container check and a target group probe. */
export const HEALTH_CHECK = {
  /**
   * The least that a container check and a target group both allow, up to what keeps one verification (both endpoints, one after the
   * other) well within its minute.
   */
  timeout: { min: 2, max: 20 } as Range,
  /** HealthCheckPath: 1–1024 characters. */
  pathLength: 1024,
};

/**
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
 */
export const ROUTE53 = {
  failureThreshold: { min: 1, max: 10 } as Range,
  /** RequestInterval: one of them. */
  intervals: [10, 30],
  /** All of them check where none is named. */
  checkerRegions: 8,
  leastRegions: 3,
  /** About; AWS names the number for all regions together ("about every two seconds" at 30 s). */
  checkers: 15,
  /** ChildHealthChecks: 255 in the quotas; the API reference and a page of the developer guide say 256. */
  children: { min: 1, max: 255 } as Range,
  hostLength: 255,
  pathLength: 255,
  searchLength: 255,
  /** A checker counts these as healthy, whatever the matcher of a target group. */
  statusCodes: { min: 200, max: 399 } as Range,
  weight: { min: 0, max: 255 } as Range,
  setIdentifierLength: 128,
  /** AlarmIdentifier: high-resolution alarms are not supported. Seconds. */
  leastAlarmPeriod: 60,
};

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_ByteMatchStatement.html */
export const WAF = {
  /** SearchString: at most 200 bytes. */
  searchBytes: 200,
};

/** https://docs.aws.amazon.com/global-accelerator/latest/api/API_CreateEndpointGroup.html */
export const GLOBAL_ACCELERATOR = {
  /** HealthCheckIntervalSeconds: one of them. */
  intervals: { fast: 10, slow: 30 },
  pathLength: 255,
};

/**
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
 */
export const CLOUDFRONT = {
  connectionTimeout: { min: 1, max: 10 } as Range,
  connectionAttempts: { min: 1, max: 3 } as Range,
  /** OriginReadTimeout: more needs a quota. */
  readTimeout: { min: 1, max: 60 } as Range,
  /** What an origin group can fail over for. */
  failoverCodes: [400, 403, 404, 416, 429, 500, 502, 503, 504],
  /** The only methods that fail over; a behaviour of an origin group allows no others. */
  failoverMethods: ['GET', 'HEAD', 'OPTIONS'],
};
