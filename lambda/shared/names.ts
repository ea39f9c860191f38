/** The name of a service or cluster, or the id of a task: the last part of its ARN; a name stays as it is. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** `orders in cluster prod`, or `orders (api) in cluster prod` where a service has several contracts. */
export function fullName({
  service,
  contractName,
  cluster,
}: {
  readonly service: string;
  readonly contractName?: string;
  readonly cluster: string;
}): string {
  return `${service}${contractName ? ` (${contractName})` : ''} in cluster ${cluster}`;
}

/** The first eight characters of a task's id: they tell the tasks of a service apart and fit a phone's screen. */
export function shortTaskId(task: string): string {
  return task.slice(0, 8);
}
