import type { DoStep, TaskSelector } from './scenario-file';

/** An action of AWS FIS that plays a fault of a scenario. */
export interface FisAction {
  readonly actionId: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether it lasts for a time, which is a parameter of its own then. */
  readonly lasts: boolean;
  /** The SSM document that it runs in the task; absent for an action that needs no agent. */
  readonly document?: string;
  /** Whether it is about a port or the traffic of the task. */
  readonly network?: true;
}

/** What is known of the service that an action needs. */
export interface FisService {
  /** Port whose traffic is dropped; absent where neither the container nor the author names one. */
  readonly port?: number;
  /** Name of the process that is killed; absent where neither the container nor the author names one. */
  readonly processName?: string;
  readonly onInstances: boolean;
}

type Player = (parameters: Readonly<Record<string, unknown>>, service: FisService) => FisAction | string;

const PERCENT = 100;

/**
 * Which faults of a scenario AWS FIS plays, and how; a text says why it does not.
 * https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#ecs-actions-reference
 */
const PLAYERS: Readonly<Record<string, Player>> = {
  'drain': () => ({ actionId: 'aws:ecs:stop-task', parameters: {}, lasts: false }),

  'drain-instances': ({ tasks }, { onInstances }) => {
    if (!onInstances) { return 'the service runs on Fargate, which has no instances to drain'; }
    const selector = tasks as TaskSelector | undefined;
    if (selector?.kind !== 'share') { return 'it drains a share of the instances: say tasks: 50%'; }
    return { actionId: 'aws:ecs:drain-container-instances', parameters: { drainagePercentage: String(selector.percent) }, lasts: true };
  },

  'kill': ({ signal = 'SIGKILL' }, { processName }) => {
    if (signal !== 'SIGKILL' && signal !== 'SIGTERM') { return `it sends SIGTERM and SIGKILL, not ${String(signal)}`; }
    if (processName === undefined) { return 'it kills a process by its name, which the container does not tell: pass processName'; }
    return {
      actionId: 'aws:ecs:task-kill-process', parameters: { processName, signal }, lasts: false, document: 'AWSFIS-Run-Kill-Process',
    };
  },

  'drop-packets': ({ from }, { port }) => {
    if (from !== undefined) { return 'it drops the packets of all senders: leave out from'; }
    if (port === undefined) { return 'it drops the packets to a port, which the container does not tell: pass port'; }
    return {
      actionId: 'aws:ecs:task-network-blackhole-port',
      parameters: { port: String(port), protocol: 'tcp', trafficType: 'ingress', useEcsFaultInjectionEndpoints: 'true' },
      lasts: true,
      document: 'AWSFIS-Run-Network-Blackhole-Port-ECS',
      network: true,
    };
  },

  'lose-packets': ({ percent }) => ({
    actionId: 'aws:ecs:task-network-packet-loss',
    parameters: { lossPercent: String(percent), sources: 'ALL', useEcsFaultInjectionEndpoints: 'true' },
    lasts: true,
    document: 'AWSFIS-Run-Network-Packet-Loss-ECS',
    network: true,
  }),

  'slow': ({ by, path }) => (path === undefined
    ? {
      actionId: 'aws:ecs:task-network-latency',
      parameters: {
        delayMilliseconds: String(Math.round(Number(by) * 1000)),
        jitterMilliseconds: '0',
        sources: 'ALL',
        useEcsFaultInjectionEndpoints: 'true',
      },
      lasts: true,
      document: 'AWSFIS-Run-Network-Latency-ECS',
      network: true,
    }
    : 'it delays all packets of a task, not the answers of one path: leave out path'),

  'stutter': ({ stopped, running }) => ({
    actionId: 'aws:ecs:task-cpu-stress',
    parameters: { percent: String(Math.round(PERCENT * Number(stopped) / (Number(stopped) + Number(running)))) },
    lasts: true,
    document: 'AWSFIS-Run-CPU-Stress',
  }),
};

/** Names of the faults that AWS FIS plays. */
export const PLAYABLE: readonly string[] = Object.keys(PLAYERS);

/** The action that plays a step, or why there is none. */
export function fisAction({ fault, parameters }: DoStep, service: FisService): FisAction | string {
  const player = PLAYERS[fault];
  if (!player) { return 'it has no such fault'; }
  if (parameters.lasting === true) { return 'it selects its tasks once, at the start: leave out lasting'; }
  return player(parameters, service);
}
