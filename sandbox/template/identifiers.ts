import { createHash } from 'node:crypto';

/** Where the fake resources live. */
export interface Place {
  readonly region: string;
  readonly account: string;
  readonly partition: string;
}

export const DEFAULT_PLACE: Place = { region: 'us-east-1', account: '111122223333', partition: 'aws' };

/** The same hexadecimal text for the same name, always. */
export function hash(name: string, length: number): string {
  return createHash('sha256').update(name).digest('hex').slice(0, length);
}

export function arn(place: Place, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
}

/** Last part of a name or ARN that uses slashes: the service's, the cluster's, the task's own name. */
export function lastPart(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** Name under which clients find a load balancer, by its ARN. */
export function balancerHost(balancerArn: string): string {
  const [, , , region, , path] = balancerArn.split(':');
  const [, , name, id = ''] = (path ?? '').split('/');
  return `${name}-${id.slice(0, 10)}.${region}.elb.amazonaws.com`.toLowerCase();
}

/** Function name of a function's name, ARN, or ARN with a version. */
export function functionName(nameOrArn: string): string {
  return nameOrArn.match(/:function:([^:]+)/)?.[1] ?? nameOrArn.split(':')[0];
}
