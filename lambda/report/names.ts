/** Metrics and people know a service or cluster by its name, and a plan may give an ARN. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.split('/').pop() ?? nameOrArn;
}
