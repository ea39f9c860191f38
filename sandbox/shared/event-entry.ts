/** An event before EventBridge puts an envelope around it. */
export interface EventEntry {
  readonly source: 'aws.ec2' | 'aws.ecs' | 'aws.cloudwatch';
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: object;
}
