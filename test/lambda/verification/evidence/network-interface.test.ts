import type { Task } from '@aws-sdk/client-ecs';
import { networkInterfaceOf } from '../../../../lambda/verification/evidence/network-interface';

const attached = (type: string, name: string): Task => ({
  attachments: [
    { type: 'ServiceConnect', details: [] },
    { type, details: [{ name, value: 'eni-1' }] },
  ],
});

test.each<[expected: string | undefined, what: string, task: Task]>([
  ['eni-1', 'awsvpc', attached('ElasticNetworkInterface', 'networkInterfaceId')],
  [undefined, 'another attachment', attached('elastic-load-balancer', 'networkInterfaceId')],
  [undefined, 'an interface that ECS has not named yet', attached('ElasticNetworkInterface', 'subnetId')],
  [undefined, 'bridge and host', {}],
])('%s: %s', (expected, _, task) => {
  expect(networkInterfaceOf(task)).toBe(expected);
});
