import type { EcsEvent } from './ecs-event';

/** Where something happened, in names as a person knows them. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly cluster: string;
  readonly service?: string;
  readonly task?: string;
  readonly containerInstance?: string;
}

/** From whichever of its ARNs an event carries: each type names its service in another field. */
export function placeOf({ account, region, resources, detail }: EcsEvent): Place {
  const serviceArn = detail.text('serviceArn', 600) || resources.find((arn) => isA(arn, 'service')) || '';
  const deploymentArn = detail.text('serviceDeploymentArn', 600) || resources.find((arn) => isA(arn, 'service-deployment')) || '';
  const clusterArn = detail.text('clusterArn', 600);
  const group = detail.text('group');
  const anyArn = clusterArn || serviceArn || deploymentArn || resources[0] || '';
  // service/CLUSTER/NAME, service-deployment/CLUSTER/NAME/ID, or service/NAME where a service is older than 2018.
  const names = (serviceArn || deploymentArn).split('/').slice(1);
  const [serviceCluster, serviceName] = names.length > 1 ? names : [undefined, names[0]];
  return {
    partition: anyArn.split(':')[1] || 'aws',
    region,
    account,
    cluster: last(clusterArn) || serviceCluster || 'unknown',
    service: group.startsWith('service:') ? group.slice('service:'.length) : serviceName,
    task: last(detail.text('taskArn', 600)) || undefined,
    containerInstance: last(detail.text('containerInstanceArn', 600)) || undefined,
  };
}

/** From a service's ARN alone. */
export function placeOfService(serviceArn: string): Place {
  const [, partition = 'aws', , region = '', account = ''] = serviceArn.split(':');
  const names = serviceArn.split('/').slice(1);
  return {
    partition: partition || 'aws',
    region,
    account,
    cluster: names.length > 1 ? names[0] : 'unknown',
    service: names[names.length - 1],
  };
}

/** `orders in cluster prod` */
export function whose({ service, cluster }: Place): string {
  return service ? `${service} in cluster ${cluster}` : `cluster ${cluster}`;
}

/** The first eight characters tell tasks apart and fit a phone's screen. */
export function shortTask({ task }: Place): string {
  return task ? task.slice(0, 8) : 'without id';
}

function isA(arn: string, kind: string): boolean {
  return arn.split(':')[5]?.startsWith(`${kind}/`) ?? false;
}

function last(arn: string): string {
  return arn.includes('/') ? arn.slice(arn.lastIndexOf('/') + 1) : '';
}
