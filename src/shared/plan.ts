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
  /** With fewer tasks that serve, people are told whatever the cause is. */
  readonly minimumServing: number;
  /** What the Reachability Analyzer analyses when no packet reaches a task; nothing when absent. */
  readonly reachability?: ReachabilityPlan;
  /** Who is notified of an incident; nobody when absent. */
  readonly alerts?: AlertsPlan;
  /** The one deployment whose tasks are verified, without metrics; all tasks of the service when absent. */
  readonly deployment?: DeploymentPlan;
}

/** A plan whose tasks can be probed from outside. */
export type ProbedPlan = Plan & { readonly port: number; readonly liveness: EndpointPlan };

/** How ECS checks a container on which nothing listens. */
interface WorkerPlan {
  /** Seconds that ECS may take to call the container HEALTHY or UNHEALTHY once its startup is over. */
  readonly verdictSeconds: number;
}

/** Which path the Reachability Analyzer analyses, and how often at most: each analysis costs money. */
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
  readonly contractName?: string;
  /** Name of the container that answers the checks; its ECS health is the one that counts. */
  readonly container?: string;
  /**
   * Where tasks share their instance's address: behind ports that ECS publishes (bridge), or with the container's own (host). Else each
   * has its own.
   */
  readonly network?: 'bridge' | 'host';
}

export type EndpointProtocol = EndpointPlan['protocol'];

export type FormatName =
  | 'auto' | 'actuator' | 'terminus' | 'health-json' | 'microprofile' | 'aspnet' | 'dropwizard' | 'status-only';

/** A format of the user's own: where an answer in JSON says what, and in which words. */
export interface CustomFormatPlan {
  /** What a detail calls it. */
  readonly name: string;
  /** JSON path of the status: `$.status`. */
  readonly status: string;
  /** Words for each status, whatever their case; the usual words mean what they usually do. */
  readonly up?: readonly string[];
  readonly degraded?: readonly string[];
  readonly outOfService?: readonly string[];
  readonly notYet?: readonly string[];
  readonly down?: readonly string[];
  /** JSON path of the object or list of components. */
  readonly components?: string;
  /** Member with the name of a component in a list. */
  readonly componentName?: string;
}

/** What a status code says of the service by its contract, whatever the body says. */
export type CodeMeaningPlan = 'degraded' | 'out-of-service' | 'not-yet' | 'needs-people';

/** An endpoint of a service or a dependency; the protocol decides which fields it has. */
export type EndpointPlan = HttpEndpointPlan | WebSocketEndpointPlan | GrpcEndpointPlan | TcpEndpointPlan | UdpEndpointPlan;

/** What every endpoint has. */
interface BaseEndpointPlan {
  /** Port when it is not the plan's own. */
  readonly port?: number;
  /** Deadline of one check in milliseconds, connect included. */
  readonly timeoutMs: number;
  /** A right answer that takes longer is SLOW; milliseconds from connect to the last byte. */
  readonly warnAfterMs?: number;
  /** A right answer that takes longer is UNHEALTHY; milliseconds from connect to the last byte. */
  readonly failAfterMs?: number;
}

/** What an endpoint of a protocol that can run over TLS has. */
interface TlsEndpointPlan extends BaseEndpointPlan {
  /** A certificate with fewer days left is expiring; 14 when absent. */
  readonly certificateDays?: number;
  /** Name for SNI and for the certificate, when the target is an address. */
  readonly serverName?: string;
}

/** What an endpoint that receives an HTTP request has. */
interface RequestEndpointPlan extends TlsEndpointPlan {
  /** Path with query, starting with `/`. */
  readonly path?: string;
  /** Headers that are no secrets. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers whose values the verifier reads just before it probes, and that are never written anywhere. */
  readonly secretHeaders?: readonly SecretHeaderPlan[];
}

export interface HttpEndpointPlan extends RequestEndpointPlan {
  readonly protocol: 'http' | 'https';
  /** How the body of the answer is read. */
  readonly format?: FormatName | CustomFormatPlan;
  /** What status codes mean that are not accepted, by codes as in `statusCodes`. */
  readonly codeMeanings?: Readonly<Record<string, CodeMeaningPlan>>;
  /** Accepted status codes as ranges and single codes: `200`, `200-299`, `200,204`. */
  readonly statusCodes?: string;
  /** GET when absent. */
  readonly method?: HttpMethod;
  /** Body of the request. */
  readonly body?: string;
  /** Whether redirects are followed; none when absent. Secrets are never sent to another host. */
  readonly redirects?: RedirectPolicy;
  /** What the answer must have beside its status; all of them. */
  readonly assertions?: readonly AssertionPlan[];
  /** An answer that says it was made longer ago than this does not count as a fresh one. */
  readonly maxAgeSeconds?: number;
}

export interface WebSocketEndpointPlan extends RequestEndpointPlan {
  readonly protocol: 'ws' | 'wss';
}

export interface GrpcEndpointPlan extends TlsEndpointPlan {
  readonly protocol: 'grpc' | 'grpcs';
  /** Service name; empty or absent asks for the server as a whole. */
  readonly grpcService?: string;
}

export interface TcpEndpointPlan extends BaseEndpointPlan {
  readonly protocol: 'tcp';
  /** What is sent and must be answered; without it the connection is enough. */
  readonly dialogue?: DialoguePlan;
}

export interface UdpEndpointPlan extends BaseEndpointPlan {
  readonly protocol: 'udp';
  /** What is sent and must be answered; without it an empty datagram, and any answer. */
  readonly dialogue?: DialoguePlan;
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

/** What a text must be like. */
export type MatcherPlan = EqualsPlan | ContainsPlan | MatchesPlan;

interface BaseMatcherPlan {
  /** Turns the matcher round. */
  readonly not?: boolean;
}

interface EqualsPlan extends BaseMatcherPlan {
  readonly equals: string;
  readonly contains?: never;
  readonly matches?: never;
}

interface ContainsPlan extends BaseMatcherPlan {
  readonly equals?: never;
  readonly contains: string;
  readonly matches?: never;
}

interface MatchesPlan extends BaseMatcherPlan {
  readonly equals?: never;
  readonly contains?: never;
  /** A regular expression; it is run with a deadline. */
  readonly matches: string;
}

/** What must hold for the answer: of a header, of the body as text, or of the value at a JSON path such as `$.queue.depth`. */
export type AssertionPlan =
  | MatcherPlan & { readonly on: 'header'; readonly name: string }
  | MatcherPlan & { readonly on: 'body' }
  | MatcherPlan & { readonly on: 'json'; readonly path: string };

/** What is sent to a TCP or UDP endpoint and must be answered. */
export type DialoguePlan = KnownDialoguePlan | CustomDialoguePlan;

/** Protocols over TCP or UDP whose messages the engine knows. */
export type KnownProtocol = 'dns' | 'ntp' | 'stun';

interface KnownDialoguePlan {
  readonly known: KnownProtocol;
  readonly send?: never;
  readonly expect?: never;
}

interface CustomDialoguePlan {
  readonly known?: never;
  /** Bytes to send, base64; nothing when absent: the endpoint speaks first. */
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
interface FrontDoorPlan {
  readonly host: string;
  readonly port: number;
  readonly endpoint: EndpointPlan;
  /** Probed by the prober, inside the VPC; else by the verifier itself, from outside. */
  readonly inside: boolean;
}

/** How soon a checker changes its mind, in seconds. */
export interface NoticePlan {
  /** Until it takes what fails for failed: all its failures in a row, and the last timeout. */
  readonly failsSeconds: number;
  /** Until it takes what is well for well. */
  readonly recoversSeconds: number;
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
  /** Longest request and shutdown together: what is out of service on purpose is no longer so by then. */
  readonly drainSeconds: number;
  /** How soon the container check notices. */
  readonly container: NoticePlan;
  /** How soon the load balancer notices; absent for a worker. */
  readonly target?: NoticePlan;
  /** How long a deployment may take: until then nobody is notified of its effects, afterwards it counts as failed. */
  readonly deploymentSeconds: number;
  /** How often a run verifies the service within its minute, at least 1. */
  readonly rounds: number;
  /** Seconds from the start of one round to the start of the next. */
  readonly roundSpacingSeconds: number;
  /** Deadline of one round in milliseconds. */
  readonly roundDeadlineMs: number;
}
