/** A fleet in one process: very many targets in one run of the prober, or very many services, each verified as its schedule would. */
import type { Ports } from './listener.process';
import type { ManyTargets, ScheduledRuns } from './results';
import { quantile } from './statistics';
import type { ServiceEvidence } from '../lambda/diagnosis/evidence';
import { mapPool } from '../lambda/engine/pool';
import { probe } from '../lambda/engine/probe';
import type { ProbeTarget } from '../lambda/shared/probe-request';
import { Histories } from '../lambda/verification/histories';
import { verifyOnce } from '../lambda/verification/verify-once';
import type { EndpointPlan, Plan } from '../src/shared/plan';

export type FleetOrder =
  | { readonly kind: 'targets'; readonly ports: Ports; readonly count: number; readonly deadShare: number }
  | { readonly kind: 'services'; readonly ports: Ports; readonly count: number; readonly tasksEach: number; readonly concurrency: number };

const LIVENESS: EndpointPlan = { protocol: 'http', path: '/health', timeoutMs: 2_000 };

/** Every target has an address of its own, as tasks have. */
function address(index: number): string {
  return `127.${1 + Math.floor(index / 65_536) % 200}.${Math.floor(index / 256) % 256}.${index % 256}`;
}

/** Half of the dead refuse connections, the others accept and never speak: those cost a prober most. */
async function manyTargets(ports: Ports, count: number, deadShare: number): Promise<ManyTargets> {
  const every = Math.round(1 / deadShare);
  const targets = Array.from({ length: count }, (_value, index): ProbeTarget => {
    const dead = index % every === every - 1;
    const port = !dead ? ports.http : Math.floor(index / every) % 2 === 0 ? ports.closed : ports.silent;
    return { id: String(index), host: address(index), port, liveness: LIVENESS, timeoutMs: 2_000 };
  });
  const start = performance.now();
  const before = process.cpuUsage();
  const response = await probe({ targets, dependencies: [], deadlineMs: 300_000 }, { allowLocal: true });
  const outcomes = response.targets.map(({ checks }) => checks.find(({ check }) => check === 'liveness')?.outcome ?? 'none');
  return {
    targets: count,
    dead: count - outcomes.filter((outcome) => outcome === 'OK').length,
    ...cost(start, before),
    outcomes: countOf(outcomes),
  };
}

function planOf(name: string, port: number): Plan {
  return {
    version: 1,
    service: { cluster: 'bench', name },
    port,
    liveness: LIVENESS,
    targetGroups: [],
    dependencies: [],
    timing: {
      startupSeconds: 60,
      drainSeconds: 60,
      container: { failsSeconds: 95, recoversSeconds: 35 },
      target: { failsSeconds: 25, recoversSeconds: 25 },
      replacementSeconds: 120,
      deploymentSeconds: 600,
      rounds: 1,
      roundSpacingSeconds: 60,
      roundDeadlineMs: 20_000,
    },
    systemicShare: 0.5,
    minimumServing: 1,
  };
}

/** What ECS would say of a service that is well. */
function evidenceOf(service: number, tasksEach: number): ServiceEvidence {
  const startedAt = new Date(Date.now() - 3_600_000).toISOString();
  return {
    desired: tasksEach,
    running: tasksEach,
    deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', createdAt: startedAt }],
    stopped: [],
    tasks: Array.from({ length: tasksEach }, (_value, index) => ({
      task: `${service}-${index}`,
      taskArn: `arn:aws:ecs:eu-west-1:111122223333:task/bench/${service}-${index}`,
      address: address(service * tasksEach + index),
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      containerHealth: 'HEALTHY',
      agentConnected: true,
      startedAt,
      targets: [],
    })),
  };
}

async function scheduledRuns(ports: Ports, count: number, tasksEach: number, concurrency: number): Promise<ScheduledRuns> {
  const histories = new Histories();
  const durations: number[] = [];
  const start = performance.now();
  const before = process.cpuUsage();
  const faults = await mapPool(Array.from({ length: count }, (_value, index) => index), concurrency, async (service) => {
    const began = performance.now();
    const report = await verifyOnce(planOf(`service-${service}`, ports.http), {
      histories,
      readGroupSettings: () => Promise.resolve(new Map()),
      now: Date.now,
      readEvidence: async () => evidenceOf(service, tasksEach),
      readIdentities: async () => [], // asked for tasks that fail
      readSecrets: async () => undefined,
      probe: async (request) => probe(request, { allowLocal: true }),
      probeFromOutside: async (request) => probe(request, { allowLocal: true }),
    });
    durations.push(performance.now() - began);
    return report.fault;
  });
  const { seconds, cpuSeconds, peakMemoryMib } = cost(start, before);
  return {
    services: count,
    tasksEach,
    seconds,
    cpuMillisecondsPerRun: cpuSeconds * 1000 / count,
    medianRunMilliseconds: quantile(durations, 0.5),
    slowestRunMilliseconds: Math.max(...durations),
    peakMemoryMib,
    faults: countOf(faults),
  };
}

function cost(start: number, before: NodeJS.CpuUsage): Pick<ManyTargets, 'seconds' | 'cpuSeconds' | 'peakMemoryMib'> {
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMemoryMib: process.resourceUsage().maxRSS / 1024,
  };
}

function countOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) { counts[word] = (counts[word] ?? 0) + 1; }
  return counts;
}

async function run(order: FleetOrder): Promise<ManyTargets | ScheduledRuns> {
  return order.kind === 'targets'
    ? manyTargets(order.ports, order.count, order.deadShare)
    : scheduledRuns(order.ports, order.count, order.tasksEach, order.concurrency);
}

process.on('message', (order: FleetOrder) => void run(order).then((answer) => process.send!(answer)));
process.on('disconnect', () => process.exit());
