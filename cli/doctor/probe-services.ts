import type { AccountFacts } from './facts';
import type { Prepared, ServiceProbes } from './prepared';
import type { TaskEvidence } from '../../lambda/diagnosis/evidence';
import type { CheckResult, Outcome, TargetProbe } from '../../lambda/shared/check-result';
import type { ProbeRequest, ProbeResponse } from '../../lambda/shared/probe-request';
import { probeRequests } from '../../lambda/verification/build-probe-requests';
import { settingsOf } from '../../lambda/verification/evidence/target-group-settings';
import { doubtingGroups, ownQuestions, withOwnChecks } from '../../lambda/verification/own-checks';

/** Who asks, from where doctor runs. */
export type Ask = (request: ProbeRequest) => Promise<ProbeResponse>;

/** For all services together; what is not asked by then stays unknown. */
const DEADLINE_MS = 30_000;

/** What a container check is answered inside says nothing of what others are answered: the path may be for itself alone. */
const REFUSALS: readonly Outcome[] = ['MISSING', 'REQUEST_REFUSED', 'OTHER_PROTOCOL'];

/**
 * Asks the tasks of services what their load balancers and container checks ask. Nobody vouches that what runs here may reach the tasks: a
 * service of which no task answers is taken for one that cannot be asked from here, and its silence for nothing.
 */
export async function probeServices(
  services: readonly Prepared[], { targetGroups }: AccountFacts, ask: Ask,
): Promise<ReadonlyMap<Prepared, ServiceProbes>> {
  const wanted = services.flatMap((prepared) => {
    const { plan, evidence } = prepared;
    const settings = new Map(doubtingGroups(evidence).flatMap((arn) => {
      const group = targetGroups.get(arn)?.group;
      return group ? [[arn, settingsOf(group)] as const] : [];
    }));
    const request = probeRequests(plan, evidence, ownQuestions(evidence, settings));
    return request ? [{ prepared, settings, targets: request.inside.targets }] : [];
  });
  if (wanted.length === 0) { return new Map(); }
  const answer = await ask({ targets: wanted.flatMap(({ targets }) => targets), dependencies: [], deadlineMs: DEADLINE_MS });
  const all = new Map(answer.targets.map((probe) => [probe.id, believable(probe)]));
  return new Map(wanted.map(({ prepared, settings }) => {
    const { evidence } = prepared;
    const own = evidence.tasks.flatMap(({ taskArn }) => all.get(taskArn) ?? []);
    const answered = own.filter((probe) => !SILENT_PORT.includes(portOf(probe)));
    // Whoever refuses what the load balancer is answered may be another host with the same address.
    const isReached = answered.some((probe) => portOf(probe) === 'OK') || (answered.length > 0 && !isUsed(evidence.tasks));
    return [prepared, {
      probes: new Map(isReached ? own.map((probe) => [probe.id, probe]) : []),
      tasks: isReached ? withOwnChecks(evidence, settings, all).tasks : evidence.tasks,
      asked: own.length,
      answered: answered.length,
    }];
  }));
}

/** Neither ECS nor a load balancer cares who signed a certificate. */
function believable({ id, checks }: TargetProbe): TargetProbe {
  const counts = ({ check, outcome }: CheckResult) => !(
    (check === 'certificate' && outcome.startsWith('CERTIFICATE_')) || (check === 'liveness' && REFUSALS.includes(outcome))
  );
  return { id, checks: checks.filter(counts) };
}

const SILENT_PORT: readonly Outcome[] = ['TIMEOUT', 'UNREACHABLE', 'SKIPPED', 'PROBER'];

function portOf({ checks }: TargetProbe): Outcome {
  return checks.find(({ check }) => check === 'port')?.outcome ?? 'SKIPPED';
}

function isUsed(tasks: readonly TaskEvidence[]): boolean {
  return tasks.some(({ targets }) => targets.some(({ state }) => state === 'healthy'));
}

/** The tasks that answered something else than that they are well, or nothing. */
export function blamed({ probes }: ServiceProbes): string[] {
  return [...probes.values()].filter(({ checks }) => checks.some(({ outcome }) => outcome !== 'OK')).map(({ id }) => id);
}
