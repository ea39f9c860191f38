import { reportOf } from './report-fixtures';
import type { Fault } from '../../../../lambda/shared/verdict';
import { unknownReport } from '../../../../lambda/verification/report/compose-report';
import { createMetrics, publishHeartbeat, publishMetrics } from '../../../../lambda/verification/report/publish-metrics';
import type { Report } from '../../../../lambda/verification/report/report';
import { examined, NOW } from '../../diagnosis/diagnosis-fixtures';

interface EmbeddedMetrics {
  readonly _aws: { readonly CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[] };
  readonly [key: string]: unknown;
}

function published(...reports: Report[]): EmbeddedMetrics[] {
  return capture((metrics) => { for (const report of reports) { publishMetrics(report, metrics); } });
}

function capture(publish: (metrics: ReturnType<typeof createMetrics>) => void): EmbeddedMetrics[] {
  const written: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  const warnings = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  const metrics = createMetrics();
  publish(metrics);
  spy.mockRestore();
  warnings.mockRestore();
  return written.map((line) => JSON.parse(line) as EmbeddedMetrics);
}

function tasks(...faults: Fault[]) {
  return faults.map((fault, index) => examined(`task-${index}`, fault));
}

test('a service that is well has no metrics, be there tasks or none', () => {
  expect(published(reportOf(tasks('HEALTHY', 'HEALTHY')), reportOf([]))).toEqual([]);
});

test('while fewer serve than are desired, how many do is published, be nothing wrong otherwise', () => {
  const [set] = published(reportOf(tasks('HEALTHY', 'STARTING')));
  expect(set).toMatchObject({ TasksServing: 1 });
  expect(set._aws.CloudWatchMetrics[0].Metrics).toHaveLength(1);
});

test('a fault has those numbers that are above zero, with two dimensions', () => {
  const [set] = published(reportOf(tasks('HUNG', 'HEALTHY')));
  const [{ Namespace, Dimensions, Metrics }] = set._aws.CloudWatchMetrics;
  expect(Namespace).toBe('LayeredHealth');
  expect(Dimensions).toEqual([['Cluster', 'Service']]);
  expect(Metrics.map(({ Name, Unit }) => `${Name} ${Unit}`)).toEqual([
    'Faults Count', 'TasksFailing Count', 'TasksHelpedByRestart Count', 'TasksServing Count',
  ]);
  expect(set).toMatchObject({ Cluster: 'prod', Service: 'orders', Faults: 1, TasksFailing: 1, TasksHelpedByRestart: 1 });
});

test('a sweep has a heartbeat, and counts throttled reads only where there are any', () => {
  const request = { sweep: 'prod', shard: 1, shards: 1, readBudget: 0.4 };
  const beat = (throttled: number) => capture((metrics) => {
    publishHeartbeat(request, { verified: 2, well: 2, unverified: [{ plan: 'a', reason: 'b' }] }, throttled, metrics);
  });
  expect(beat(0)).toEqual([expect.objectContaining({ Verifier: 'prod', Shard: '1', ServicesVerified: 2, ServicesUnverified: 1 })]);
  expect(beat(0)[0]).not.toHaveProperty('ReadsThrottled');
  expect(beat(7)[0]).toMatchObject({ ReadsThrottled: 7 });
  expect(beat(7)[0]._aws.CloudWatchMetrics[0].Dimensions).toEqual([['Verifier', 'Shard']]);
});

test('each layer at fault has a number of its own, the others none', () => {
  const sets = published(reportOf(tasks('PORT_CLOSED', 'HUNG', 'TLS_INVALID', 'LIVENESS_FAILED', 'HEALTHY', 'HEALTHY', 'HEALTHY')));
  expect(sets.map(({ Layer, TasksFailing }) => [Layer, TasksFailing])).toEqual([[undefined, 4], ['L4', 1], ['L7', 2], ['TLS', 1]]);
  expect(sets[1]._aws.CloudWatchMetrics[0]).toMatchObject({
    Dimensions: [['Cluster', 'Service', 'Layer']],
    Metrics: [{ Name: 'TasksFailing' }],
  });
  expect(sets[0]).toMatchObject({ TasksHelpedByRestart: 3, FaultsNeedingPeople: 1, Faults: 4, TasksServing: 3 });
});

test('nothing at all when nothing could be concluded', () => {
  expect(
    published(
      reportOf(tasks('PROBER_FAULT', 'STARTING')),
      unknownReport({ cluster: 'prod', service: 'orders', at: NOW, ms: 1 }, 'throttled'),
    ),
  ).toEqual([]);
});

test('one look leaves nothing behind for the next', () => {
  const sets = published(reportOf(tasks('HUNG', 'HEALTHY')), reportOf(tasks('HEALTHY', 'HEALTHY')));
  expect(sets.map(({ Layer, TasksFailing }) => [Layer, TasksFailing])).toEqual([[undefined, 1], ['L7', 1]]);
});

test('what is seldom has a number only while there is something to say', () => {
  const report = reportOf(tasks('HEALTHY'));
  const counts = { ...report.counts, desired: 3, running: 1, crashed: 4, deploying: 1, deploymentFailed: 1 };
  const [busy] = published({ ...report, counts });
  expect(busy).toMatchObject({ TasksMissing: 2, TasksCrashed: 4, DeploymentInProgress: 1, DeploymentFailed: 1 });
  expect(busy._aws.CloudWatchMetrics[0].Dimensions).toEqual([['Cluster', 'Service']]);
  expect(published({ ...report, counts: { ...report.counts, desired: 1, running: 2 } })).toEqual([]);
});

test('a contract of a service has metrics of its own', () => {
  const sets = published({ ...reportOf(tasks('HUNG')), contractName: 'admin' });
  expect(sets.map(({ _aws }) => _aws.CloudWatchMetrics[0].Dimensions)).toEqual([
    [['Cluster', 'Service', 'Contract']],
    [['Cluster', 'Service', 'Contract', 'Layer']],
  ]);
  expect(sets.map(({ Contract }) => Contract)).toEqual(['admin', 'admin']);
});
