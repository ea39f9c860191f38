import { embeddedMetrics } from '../../../sandbox/alarms/embedded-metrics';

const LINE = {
  _aws: {
    Timestamp: 1,
    CloudWatchMetrics: [
      { Namespace: 'N', Dimensions: [['Cluster', 'Service'], []], Metrics: [{ Name: 'A', Unit: 'Count' }, { Name: 'B' }] },
    ],
  },
  Cluster: 'c',
  Service: 's',
  A: 2,
  B: [1, 3],
  message: 'x',
};

test('every number under every set of dimensions', () => {
  const named = { Cluster: 'c', Service: 's' };
  expect(
    embeddedMetrics(JSON.stringify(LINE)).map(({ metric, value }) => [metric.namespace, metric.name, metric.dimensions, value]),
  ).toEqual([
    ['N', 'A', named, 2],
    ['N', 'A', {}, 2],
    ['N', 'B', named, 1],
    ['N', 'B', named, 3],
    ['N', 'B', {}, 1],
    ['N', 'B', {}, 3],
  ]);
});

test.each(['plain text', '{"message":"no _aws"}', '{"_aws":{"CloudWatchMetrics":7}}', '{"_aws":', '"_aws"', 'null "_aws"'])(
  '%s holds none',
  (line) => {
    expect(embeddedMetrics(line)).toEqual([]);
  },
);
