import { measureDoctor } from '../../bench/doctor';

test('300 services are judged within a minute, with a tenth of what AWS allows, and none of the calls too many', async () => {
  const { seconds, judged, share, refused, unread } = await measureDoctor({ services: 300, tasks: 3 });
  expect(judged).toBe(300);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(share).toBeLessThanOrEqual(0.1);
  expect(refused).toBe(0);
  // Settings of load balancers and task definitions take longer; nothing else waits for them.
  expect(unread.filter((operation) => !/^Describe(Task|Target|LoadBalancer|Listener|Rule)/.test(operation))).toEqual([]);
}, 180_000);
