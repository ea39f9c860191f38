import type { TargetEvidence } from '../../../lambda/diagnosis/evidence';
import type { Outcome, TargetProbe } from '../../../lambda/shared/check-result';
import type { ProbeRequest } from '../../../lambda/shared/probe-request';
import type { TargetGroupSettings } from '../../../lambda/verification/evidence/target-group-settings';
import { Histories } from '../../../lambda/verification/histories';
import { verifyOnce } from '../../../lambda/verification/verify-once';
import { NOW, PLAN, probeOf, serviceEvidence, taskEvidence } from '../diagnosis/diagnosis-fixtures';

const [ARN] = PLAN.targetGroups;
const MINUTE = 60_000;
const SETTINGS: TargetGroupSettings = {
  question: { protocol: 'http', path: '/', statusCodes: '200', format: 'status-only', timeoutMs: 2_000 },
  notice: { failsSeconds: 35, recoversSeconds: 25 },
};

/** Verifications a minute apart of one task that the prober has well; each with what the group says and what its question is answered. */
async function verifications(
  looks: readonly { readonly state: string; readonly reason?: string; readonly answer?: Outcome }[],
  readGroupSettings = (): Promise<ReadonlyMap<string, TargetGroupSettings>> => Promise.resolve(new Map([[ARN!, SETTINGS]])),
) {
  const histories = new Histories();
  const requests: ProbeRequest[] = [];
  const reports = [];
  for (const [index, { state, reason, answer = 'OK' }] of looks.entries()) {
    const target: TargetEvidence = { targetGroup: 'orders', arn: ARN!, port: 8080, state, ...reason ? { reason } : {} };
    const task = taskEvidence({ targets: [target] });
    const at = NOW + index * MINUTE;
    reports.push(await verifyOnce(PLAN, {
      histories,
      readGroupSettings,
      now: () => at,
      readEvidence: async () => ({ ...serviceEvidence(1), tasks: [task] }),
      readIdentities: async () => [task],
      readSecrets: async () => undefined,
      probe: async (request) => {
        requests.push(request);
        const probed = ({ id }: { id: string }): TargetProbe => (
          id === task.taskArn ? probeOf({}, undefined, id) : probeOf({ liveness: answer, readiness: undefined }, undefined, id)
        );
        return { targets: request.targets.map(probed), dependencies: [] };
      },
      probeFromOutside: async () => ({ targets: [], dependencies: [] }),
    }));
  }
  return { reports, requests };
}

test('while the load balancer is content, nothing more is read or asked', async () => {
  const { reports, requests } = await verifications([{ state: 'healthy' }], () => Promise.reject(new Error('read')));
  expect(reports[0]).toMatchObject({ fault: 'HEALTHY', serving: { serving: 1 } });
  expect(requests[0]!.targets).toHaveLength(1);
});

test('a target that is unhealthy is asked its own question, and its answer tells what is wrong', async () => {
  const mismatch = { state: 'unhealthy', reason: 'Target.ResponseCodeMismatch', answer: 'UNHEALTHY' } as const;
  const { reports, requests } = await verifications([mismatch]);
  expect(requests[0]!.targets[1]).toMatchObject({ host: '10.0.0.1', port: 8080, liveness: { path: '/', statusCodes: '200' } });
  expect(reports[0]).toMatchObject({ fault: 'LOAD_BALANCER_MISCONFIGURED', status: 'DOWN', remedy: 'ALERT' });
  expect(reports[0]!.tasks[0]!.evidence).toContainEqual(expect.stringContaining("the load balancer's own question, GET /"));
});

test('a task that answers it well is being let in again, and only afterwards blocked', async () => {
  const timeout = { state: 'unhealthy', reason: 'Target.Timeout' } as const;
  const { reports } = await verifications([timeout, timeout, timeout]);
  expect(reports.map(({ fault, remedy }) => [fault, remedy])).toEqual([
    ['LOAD_BALANCER_RETURNING', 'ALERT'], ['LOAD_BALANCER_BLOCKED', 'ALERT'], ['LOAD_BALANCER_BLOCKED', 'ALERT'],
  ]);
  // Nobody remembers for how long it has been well at the first one.
  expect(reports[0].alternatives).toEqual(['LOAD_BALANCER_BLOCKED']);
});

test('a task that is let in again has never been misconfigured', async () => {
  const { reports } = await verifications([{ state: 'unhealthy', reason: 'Target.ResponseCodeMismatch' }, { state: 'healthy' }]);
  expect(reports.map(({ fault }) => fault)).toEqual(['LOAD_BALANCER_RETURNING', 'HEALTHY']);
});

test('settings that cannot be read narrow the diagnosis, and are said', async () => {
  const { reports } = await verifications([{ state: 'unhealthy', reason: 'Target.Timeout' }], () =>
    Promise.reject(new Error('AccessDenied')),
  );
  expect(reports[0]!.fault).toBe('LOAD_BALANCER_RETURNING');
  expect(reports[0]!.evidence).toContainEqual(expect.stringMatching(/^how the target groups check could not be read \(.*AccessDenied/));
});
