/**
 * What a service's schedule hands to the verifier: plain JSON, the one thing that the construct library
 * and the Lambdas share. This file imports nothing, so that no CDK reaches a bundle.
 */
export interface Plan {
  readonly version: 1;
  readonly service: ServicePlan;
  /** Port of the container that the checks of this plan go to, 1–65535. */
  readonly port: number;
  readonly liveness: EndpointPlan;
  readonly readiness?: EndpointPlan;
  /** ARNs of the target groups that the service's tasks are registered with. */
  readonly targetGroups: readonly string[];
  readonly dependencies: readonly DependencyPlan[];
  readonly timing: TimingPlan;
  /** Above this share of failing tasks (0–1) one restartable fault is SYSTEMIC: a restart will not help. */
  readonly systemicShare: number;
}

export interface ServicePlan {
  /** Cluster name or ARN. */
  readonly cluster: string;
  /** Service name. */
  readonly name: string;
  /** Name of the container that answers the checks; its ECS health is the one that counts. */
  readonly container?: string;
}

export type EndpointProtocol = 'http' | 'https' | 'tcp' | 'grpc';

export type FormatName = 'auto' | 'actuator' | 'terminus' | 'health-json' | 'status-only';

export interface EndpointPlan {
  readonly protocol: EndpointProtocol;
  /** Port when it is not the plan's own. */
  readonly port?: number;
  /** Path with query of an HTTP(S) endpoint, starting with `/`. */
  readonly path?: string;
  /** Service name of a gRPC endpoint; empty asks for the server as a whole. */
  readonly grpcService?: string;
  /** How the body of an HTTP(S) answer is read. */
  readonly format?: FormatName;
  /** Accepted status codes as ranges and single codes: `200`, `200-299`, `200,204`. */
  readonly statusCodes?: string;
  /** Deadline of one check in milliseconds, connect included. */
  readonly timeoutMs: number;
}

/** Something the service needs and that is probed on its own. */
export interface DependencyPlan {
  /** The name that the service's own health components use for it. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: 'tcp';
  readonly timeoutMs: number;
}

export interface TimingPlan {
  /** Slowest normal boot: a younger task that does not answer yet is STARTING. */
  readonly startupSeconds: number;
  /** Drain, stop and startup together: nobody judges a replacement earlier. */
  readonly replacementSeconds: number;
  /** How often a run looks within its minute, at least 1. */
  readonly rounds: number;
  /** Seconds from the start of one round to the start of the next. */
  readonly roundSpacingSeconds: number;
  /** Deadline of one round in milliseconds. */
  readonly roundDeadlineMs: number;
}
