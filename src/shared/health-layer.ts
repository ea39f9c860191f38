/** A layer at which a service can be at fault, from the lowest one up: what a lower layer breaks, the higher ones show as well. */
export enum HealthLayer {
  /** The host of a task: it cannot be reached. */
  L3 = 'L3',

  /** A port: it is closed or filtered, or open although it must be closed. */
  L4 = 'L4',

  /** A certificate or a TLS handshake. */
  TLS = 'TLS',

  /** What the application answers to health checks. */
  L7 = 'L7',

  /** Target groups and their health checks, as Elastic Load Balancing reports them. */
  LOAD_BALANCER = 'LOAD_BALANCER',

  /** Tasks, containers and deployments, as ECS reports them. */
  ECS = 'ECS',

  /** What lies between clients and the tasks: load balancer, DNS, CDN. */
  EDGE = 'EDGE',
}
