/** Metrics and people know a service or cluster by its name, and a plan may give an ARN. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.split('/').pop() ?? nameOrArn;
}

/** `orders in cluster prod`, or `orders (api) in cluster prod` where a service has several contracts. */
export function fullName({ service, part, cluster }: { readonly service: string; readonly part?: string; readonly cluster: string }): string {
  return `${service}${part ? ` (${part})` : ''} in cluster ${cluster}`;
}
