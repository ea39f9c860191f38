/** One revision of a service: what its tasks have in common. */
export interface Revision {
  /** Number that ECS gives the deployment and its revision. */
  readonly number: number;
  /** Command of every container, where it is not the one that the sandbox was started with. */
  readonly command?: string;
  /** Epoch milliseconds of sandbox time at which its deployment began. */
  readonly createdAt: number;
  /** Whether its tasks are registered with the alternate target groups, as every other revision of a blue/green service is. */
  readonly alternate: boolean;
}

/** The id of a deployment, which ECS also writes into `startedBy` of each task. */
export function deploymentId({ number }: Revision): string {
  return `ecs-svc/${number}`;
}
