/**
 * What a service's schedule hands to the verifier: plain JSON, the one thing that the construct library
 * and the Lambdas share. This file imports nothing, so that no CDK reaches a bundle.
 */
export interface Plan {
  readonly version: 1;
  readonly service: ServicePlan;
  /** Port of the container that the checks of this plan go to, 1–65535; absent for a worker. */
  readonly port?: number;
  /** Absent for a worker. */
  readonly liveness?: EndpointPlan;
  readonly readiness?: EndpointPlan;
  /** ARNs of the target groups that the service's tasks are registered with. */
  readonly targetGroups: readonly string[];
  readonly dependencies: readonly DependencyPlan[];
  readonly frontDoor?: FrontDoorPlan;
  /** Ports of a task that nothing may accept connections on. */
  readonly closedPorts?: readonly number[];
  /** Present where nothing listens: the tasks are judged by what ECS says of their container. */
  readonly worker?: WorkerPlan;
  readonly timing: TimingPlan;
  /** Above this share of failing tasks (0–1) one restartable fault is SYSTEMIC: a restart will not help. */
  readonly systemicShare: number;
  /** What AWS is asked when no packet gets to a task; nothing when absent. */
  readonly reachability?: ReachabilityPlan;
  /** Who is told of an incident; nobody when absent. */
  readonly alerts?: AlertsPlan;
  /** The one deployment whose tasks are looked at, without metrics; all tasks of the service when absent. */
  readonly deployment?: DeploymentPlan;
}

/** A plan whose tasks can be asked from outside. */
export type ProbedPlan = Plan & { readonly port: number; readonly liveness: EndpointPlan };

/** How ECS checks a container on which nothing listens. */
export interface WorkerPlan {
  /** Seconds that ECS may take to call the container HEALTHY or UNHEALTHY once its startup is over. */
  readonly verdictSeconds: number;
}

/** Which path the Reachability Analyzer looks at, and how often at most: each analysis costs money. */
export interface ReachabilityPlan {
  /** Where the path starts: at a network interface that EC2 finds by this filter. */
  readonly source: { readonly filter: 'group-id' | 'description'; readonly value: string };
  /** Seconds from the start of one analysis to that of the next, at least. */
  readonly intervalSeconds: number;
  /** Analyses within 24 hours, at most. */
  readonly perDay: number;
}

/** A deployment that has to prove itself. */
export interface DeploymentPlan {
  /** As ECS marks the tasks that it starts: `ecs-svc/` and the number of the service revision. */
  readonly id: string;
  /** Whether a listener leads to its tasks by now: before that, a target group that no listener uses says nothing of them. */
  readonly hasListener: boolean;
}

/** Where people read of an incident, and how it is written. */
export interface AlertsPlan {
  /** ARN of an SNS topic. */
  readonly topicArn: string;
  /** `CHAT` adds the schema of chat applications over HTTPS. */
  readonly format: 'TEXT' | 'CHAT';
}

export interface ServicePlan {
  /** Cluster name or ARN. */
  readonly cluster: string;
  /** Service name. */
  readonly name: string;
  /** Tells the plans of a service apart that has several contracts: a dimension of its metrics. */
  readonly part?: string;
  /** Name of the container that answers the checks; its ECS health is the one that counts. */
  readonly container?: string;
  /** Where tasks share their instance's address: behind ports that ECS publishes (bridge), or with the container's own (host). Else each has its own. */
  readonly network?: 'bridge' | 'host';
}

export type EndpointProtocol = 'http' | 'https' | 'tcp' | 'udp' | 'grpc' | 'grpcs' | 'ws' | 'wss';

export type FormatName = 'auto' | 'actuator' | 'terminus' | 'health-json' | 'status-only';

export interface EndpointPlan {
  readonly protocol: EndpointProtocol;
  /** Port when it is not the plan's own. */
  readonly port?: number;
  /** Deadline of one check in milliseconds, connect included. */
  readonly timeoutMs: number;
  /** A right answer that takes longer is SLOW; milliseconds from connect to the last byte. */
  readonly warnAfterMs?: number;
  /** A right answer that takes longer is UNHEALTHY; milliseconds from connect to the last byte. */
  readonly failAfterMs?: number;

  /** Path with query of an HTTP(S) or WebSocket endpoint, starting with `/`. */
  readonly path?: string;
  /** How the body of an HTTP(S) answer is read. */
  readonly format?: FormatName;
  /** Accepted status codes as ranges and single codes: `200`, `200-299`, `200,204`. */
  readonly statusCodes?: string;
  /** Method of an HTTP(S) request; GET when absent. */
  readonly method?: HttpMethod;
  /** Body of an HTTP(S) request. */
  readonly body?: string;
  /** Headers of an HTTP(S) or WebSocket request that are no secrets. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers whose values the verifier reads just before the look and that are never written anywhere. */
  readonly secretHeaders?: readonly SecretHeaderPlan[];
  /** Whether redirects are followed; none when absent. Secrets never go to another host. */
  readonly redirects?: RedirectPolicy;
  /** What an HTTP(S) answer must have beside its status; all of them. */
  readonly assertions?: readonly AssertionPlan[];
  /** An answer that says it was made longer ago than this does not count as a fresh one. */
  readonly maxAgeSeconds?: number;

  /** Service name of a gRPC endpoint; empty asks for the server as a whole. */
  readonly grpcService?: string;

  /** What a TCP or UDP endpoint is told and must answer. */
  readonly dialogue?: DialoguePlan;

  /** A certificate with fewer days left is expiring; 14 when absent. */
  readonly certificateDays?: number;
  /** Name for SNI and for the certificate, when the target is an address. */
  readonly serverName?: string;
}

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'OPTIONS';

/** `same-host` keeps host and port; `follow` may leave them, without secrets. */
export type RedirectPolicy = 'none' | 'same-host' | 'follow';

/** A header whose value is a secret. */
export interface SecretHeaderPlan {
  readonly name: string;
  readonly source: 'secretsmanager' | 'ssm';
  /** ARN of the secret, or name or ARN of the parameter. */
  readonly id: string;
  /** Field of a secret that is JSON. */
  readonly field?: string;
  /** What stands before the value: `Bearer `. */
  readonly prefix?: string;
}

/** Exactly one of `equals`, `contains` and `matches`. */
export interface MatcherPlan {
  readonly equals?: string;
  readonly contains?: string;
  /** A regular expression; it is run with a deadline. */
  readonly matches?: string;
  /** Turns the matcher round. */
  readonly not?: boolean;
}

/** What must hold for the answer: of a header, of the body as text, or of the value at a JSON path such as `$.queue.depth`. */
export type AssertionPlan =
  | MatcherPlan & { readonly on: 'header'; readonly name: string }
  | MatcherPlan & { readonly on: 'body' }
  | MatcherPlan & { readonly on: 'json'; readonly path: string };

/** A protocol that the engine speaks itself, or bytes of one's own. */
export interface DialoguePlan {
  readonly known?: 'dns' | 'ntp' | 'stun';
  /** Bytes to send, base64. */
  readonly send?: string;
  /** What the answer, read as UTF-8, must be; without it any answer will do. */
  readonly expect?: MatcherPlan;
}

/** Something the service needs and that is probed on its own. */
export interface DependencyPlan {
  /** The name that the service's own health components use for it. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly endpoint: EndpointPlan;
}

/** Where clients come in: the load balancer or the name in front of it, probed as a client would. */
export interface FrontDoorPlan {
  readonly host: string;
  readonly port: number;
  readonly endpoint: EndpointPlan;
  /** Inside the VPC the prober asks; else the verifier itself, from outside. */
  readonly inside: boolean;
}

export interface TimingPlan {
  /** Slowest normal boot: a younger task that does not answer yet is STARTING. */
  readonly startupSeconds: number;
  /**
   * Until then, from the start of a task, ECS may call its container UNHEALTHY because of the boot: startup and one check. Absent where the
   * start period of the container check covers the boot.
   */
  readonly containerSeconds?: number;
  /** Drain, stop and startup together: nobody judges a replacement earlier. */
  readonly replacementSeconds: number;
  /** How long a deployment may take: until then nobody is called for what it does, afterwards it counts as failed. */
  readonly deploymentSeconds: number;
  /** How often a run looks within its minute, at least 1. */
  readonly rounds: number;
  /** Seconds from the start of one round to the start of the next. */
  readonly roundSpacingSeconds: number;
  /** Deadline of one round in milliseconds. */
  readonly roundDeadlineMs: number;
}
