import { reportOf } from './given';
import { unknownReport } from '../../../lambda/compose-report';
import { createMetrics, publishMetrics } from '../../../lambda/report/metrics';
import type { Report, Fault } from '../../../lambda/report/report';
import { examined, NOW } from '../diagnosis/given';

interface EmbeddedMetrics {
  readonly _aws: { readonly CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[] };
  readonly [key: string]: unknown;
}

function published(...reports: Report[]): EmbeddedMetrics[] {
  const written: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  const warnings = jest.spyOn(process.stderr, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
  const metrics = createMetrics();
  for (const report of reports) publishMetrics(report, metrics);
  spy.mockRestore();
  warnings.mockRestore();
  return written.map((line) => JSON.parse(line) as EmbeddedMetrics);
}

function tasks(...faults: Fault[]) {
  return faults.map((fault, index) => examined(`task-${index}`, fault));
}

test('a service that is well: one set of four numbers with two dimensions', () => {
  const [set, ...others] = published(reportOf(tasks('HEALTHY', 'STARTING')));
  expect(others).toEqual([]);
  expect(set).toMatchObject({ Cluster: 'prod', Service: 'orders', TasksFailing: 0, RestartWouldHelp: 0, NeedsPeople: 0, TasksVerified: 2 });
  const [{ Namespace, Dimensions, Metrics }] = set._aws.CloudWatchMetrics;
  expect(Namespace).toBe('LayeredHealth');
  expect(Dimensions).toEqual([['Cluster', 'Service']]);
  expect(Metrics.map(({ Name, Unit }) => `${Name} ${Unit}`).sort()).toEqual(['NeedsPeople Count', 'RestartWouldHelp Count', 'TasksFailing Count', 'TasksVerified Count']);
  expect(Object.keys(set).sort()).toEqual(['Cluster', 'NeedsPeople', 'RestartWouldHelp', 'Service', 'TasksFailing', 'TasksVerified', '_aws']);
});

test('each layer at fault has a number of its own, the others none', () => {
  const sets = published(reportOf(tasks('PORT_CLOSED', 'HUNG', 'TLS_INVALID', 'LIVENESS_FAILED', 'HEALTHY')));
  expect(sets.map(({ Layer, TasksFailing }) => [Layer, TasksFailing])).toEqual([[undefined, 4], ['L4', 1], ['L7', 2], ['TLS', 1]]);
  expect(sets[1]._aws.CloudWatchMetrics[0]).toMatchObject({ Dimensions: [['Cluster', 'Service', 'Layer']], Metrics: [{ Name: 'TasksFailing' }] });
  expect(sets[0]).toMatchObject({ RestartWouldHelp: 3, NeedsPeople: 1, TasksVerified: 5 });
});

test('nothing at all when nothing could be concluded, so that the heartbeat goes missing', () => {
  expect(published(reportOf(tasks('PROBER_FAULT', 'STARTING')), unknownReport({ cluster: 'prod', service: 'orders', at: NOW, ms: 1 }, 'throttled'))).toEqual([]);
});

test('one look leaves nothing behind for the next', () => {
  const sets = published(reportOf(tasks('HUNG', 'HEALTHY')), reportOf(tasks('HEALTHY', 'HEALTHY')));
  expect(sets.map(({ Layer, TasksFailing }) => [Layer, TasksFailing])).toEqual([[undefined, 1], ['L7', 1], [undefined, 0]]);
});

test('a service with no task has a heartbeat too', () => {
  expect(published(reportOf([]))).toEqual([expect.objectContaining({ TasksVerified: 0 })]);
});

test('what is seldom has a number only while there is something to say', () => {
  const report = reportOf(tasks('HEALTHY'));
  const counts = { ...report.counts, desired: 3, running: 1, crashed: 4, deploying: 1, deploymentFailed: 1 };
  const [busy] = published({ ...report, counts });
  expect(busy).toMatchObject({ TasksMissing: 2, TasksCrashed: 4, Deploying: 1, DeploymentFailed: 1 });
  expect(busy._aws.CloudWatchMetrics[0].Dimensions).toEqual([['Cluster', 'Service']]);
  const [more] = published({ ...report, counts: { ...report.counts, desired: 1, running: 2 } });
  expect(more).not.toHaveProperty('TasksMissing');
});

test('a part of a service has metrics of its own', () => {
  const sets = published({ ...reportOf(tasks('HUNG')), part: 'admin' });
  expect(sets.map(({ _aws }) => _aws.CloudWatchMetrics[0].Dimensions)).toEqual([[['Cluster', 'Service', 'Part']], [['Cluster', 'Service', 'Part', 'Layer']]]);
  expect(sets.map(({ Part }) => Part)).toEqual(['admin', 'admin']);
});
