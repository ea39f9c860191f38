/** One connection that the prober holds idle. */
export interface IdleTarget {
  readonly cluster: string;
  readonly service: string;
  readonly contractName?: string;
  /** IP address of a task. */
  readonly host: string;
  /** Port that the load balancer sends requests to. */
  readonly port: number;
  /** Path with query; any answer will do. */
  readonly path: string;
  /** Whether the load balancer speaks TLS to it. */
  readonly secure: boolean;
  /** The load balancer's idle timeout, seconds. */
  readonly idleTimeoutSeconds: number;
}

/** What the verifier asks the prober for once an hour, without waiting for it. */
export interface IdleRequest {
  readonly idle: readonly IdleTarget[];
}
