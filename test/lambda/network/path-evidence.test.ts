import type { ServiceDiagnosis } from '../../../lambda/diagnosis/diagnose-service';
import type { ExaminedTask } from '../../../lambda/diagnosis/evidence';
import { diagnosis } from '../../../lambda/diagnosis/faults';
import { type PathEvidence, withPathEvidence } from '../../../lambda/network/path-evidence';
import type { Outcome } from '../../../lambda/shared/check-result';
import type { Fault } from '../../../lambda/shared/verdict';
import { Histories } from '../../../lambda/verification/histories';
import { verifyOnce } from '../../../lambda/verification/verify-once';
import { NOW, PLAN, probeOf, serviceEvidence, taskEvidence } from '../diagnosis/diagnosis-fixtures';

const BLOCKED: PathEvidence = { task: 'task-1', cause: 'security group sg-1 blocks', notes: ['and more'] };

function verdict(service: Fault, ...tasks: Fault[]): ServiceDiagnosis {
  const examined = tasks.map((fault, index): ExaminedTask => ({
    evidence: taskEvidence({ task: `task-${index + 1}` }),
    diagnosis: diagnosis(fault, ['seen']),
    further: [],
  }));
  return { service: diagnosis(service, ['seen']), tasks: examined } as unknown as ServiceDiagnosis;
}

test('the cause comes first where it is the fault\'s, and last where another fault is the service\'s', () => {
  expect(withPathEvidence(verdict('PORT_FILTERED', 'PORT_FILTERED'), BLOCKED).service.evidence).toEqual([
    'security group sg-1 blocks',
    'seen',
    'and more',
  ]);
  expect(withPathEvidence(verdict('DEPLOYING', 'PORT_FILTERED'), BLOCKED).service.evidence).toEqual([
    'seen',
    'security group sg-1 blocks',
    'and more',
  ]);
});

test('of the tasks only the one that was looked at has it, and only while no packet reaches it', () => {
  const evidenceOf = (given: ServiceDiagnosis) =>
    withPathEvidence(given, BLOCKED).tasks.map(({ diagnosis: { evidence } }) => evidence.length);
  expect(evidenceOf(verdict('HOST_UNREACHABLE', 'HOST_UNREACHABLE', 'HOST_UNREACHABLE'))).toEqual([3, 1]);
  expect(evidenceOf(verdict('PORT_FILTERED', 'HEALTHY', 'PORT_FILTERED'))).toEqual([1, 1]);
});

test('fault, layer and remedy stay what the probe found', () => {
  const before = verdict('PORT_FILTERED', 'PORT_FILTERED');
  expect(withPathEvidence(before, BLOCKED).service).toMatchObject({ fault: 'PORT_FILTERED', layer: 'L4', remedy: 'ALERT', status: 'DOWN' });
  expect(withPathEvidence(before, undefined)).toBe(before);
});

test.each<[outcome: Outcome, fault: Fault]>([['TIMEOUT', 'PORT_FILTERED'], ['UNREACHABLE', 'HOST_UNREACHABLE']])(
  'a look that finds %s tells the cause in the sentence that wakes people', async (outcome, fault) => {
    const task = taskEvidence({
      networkInterface: 'eni-1',
      targets: [{ targetGroup: 'orders', state: 'unhealthy', reason: 'Target.Timeout' }],
    });
    const asked: string[] = [];
    const report = await verifyOnce(PLAN, {
      histories: new Histories(),
      readGroupSettings: () => Promise.resolve(new Map()),
      now: () => NOW,
      readEvidence: async () => ({ ...serviceEvidence(1), tasks: [task] }),
      readIdentities: async () => [task],
      readSecrets: async () => undefined,
      probe: async ({ targets }) => ({
        targets: targets.map(({ id }) =>
          probeOf(
            {
              network: outcome === 'UNREACHABLE' ? outcome : 'OK',
              port: outcome === 'UNREACHABLE' ? 'SKIPPED' : outcome,
              liveness: 'SKIPPED',
              readiness: 'SKIPPED',
            },
            undefined,
            id,
          ),
        ),
        dependencies: [],
      }),
      probeFromOutside: async () => ({ targets: [], dependencies: [] }),
      explainPath: async (_, tasks) => {
        asked.push(...tasks.map(({ diagnosis: seen }) => seen.fault));
        return { ...BLOCKED, task: task.task };
      },
    });
    // Silence alone may be a process that hangs as well.
    const [seen] = report.tasks;
    expect([seen.fault, ...seen.alternatives ?? []]).toContain(fault);
    expect(asked).toEqual([seen.fault]);
    expect(report.evidence[0]).toBe('security group sg-1 blocks');
    expect(report.tasks[0].evidence[0]).toBe('security group sg-1 blocks');
    expect(report.summary).toContain('security group sg-1 blocks');
  });
