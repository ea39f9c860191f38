/**
 * The shipped verifier over fleets of services, against a local API with the token buckets of AWS: calls, failed looks, time, memory and
 * cost. `npm run bench -- fleet [--minutes N] [--fleets 300x200,10x2000] [--others N]`; a minute takes a minute.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, Child } from './child';
import { FleetApi, type Fleet } from './fleet-api';
import { ALARMS_PER_SERVICE, FUNCTION_MEMORY } from '../src/contract/budget-cost';
import { PRICES } from '../src/contract/prices';
import type { SweepRequest } from '../src/shared/registry';
import { ROOT } from '../tools/bundle-options';

/** What a process of the bench is told. */
export interface SweepOrder {
  /** Folder of the shipped bundle. */
  readonly bundle: string;
  readonly endpoint: string;
  readonly minutes: number;
  readonly request: SweepRequest;
}

/** What one sweep came to. */
export interface Swept {
  readonly verified: number;
  readonly well: number;
  readonly unverified: readonly object[];
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMib: number;
}

/** What is measured of a fleet. */
interface Measured extends Fleet {
  /** Looks that failed once every service had had its first turn, of how many. */
  readonly failed: number;
  readonly looks: number;
  /** Minutes until every service was verified. */
  readonly minutesToAll: number;
  /** Calls a minute, by what they count against, and their share of the account's limit. */
  readonly callsAMinute: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMib: number;
  readonly usdAMonth: number;
}

const FLEETS: ReadonlyArray<Omit<Fleet, 'others'>> = [
  { services: 50, tasks: 2 }, { services: 300, tasks: 2 }, { services: 1_000, tasks: 2 },
  { services: 300, tasks: 20 }, { services: 300, tasks: 200 }, { services: 10, tasks: 2_000 },
];
const OTHERS = 8;
const MINUTES_A_MONTH = 60 * 24 * 365 / 12;
/** USD that GuardDuty charges for a management event of CloudTrail: https://aws.amazon.com/guardduty/pricing/ */
const CLOUDTRAIL_EVENT = 4 / 1e6;
const TARGETS_A_PROBER_CALL = 500;
const PROBER_SECONDS = 2;

/** One fleet, as `measureFleets` measures it. */
export async function measureFleet(fleet: Fleet, minutes: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'layered-health-fleet-'));
  try {
    return await measure(fleet, minutes, await bundle('bench/sweep.process.ts', folder, 'sweep'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fleets side by side, alone and beside somebody else: nearly all of the time is waiting. */
export async function measureFleets(
  minutes: number, names?: readonly string[], othersEach: readonly number[] = [0, OTHERS],
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'layered-health-fleet-'));
  try {
    const script = await bundle('bench/sweep.process.ts', folder, 'sweep');
    const fleets = FLEETS.filter((fleet) => names?.includes(`${fleet.services}x${fleet.tasks}`) ?? true);
    const measured = await Promise.all(
      othersEach.flatMap((others) => fleets.map((fleet) => measure({ ...fleet, others }, minutes, script))),
    );
    return table(measured);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(fleet: Fleet, minutes: number, script: string): Promise<Measured> {
  const api = new FleetApi(fleet);
  const child = new Child(script);
  try {
    const request: SweepRequest = { sweep: 'bench', shard: 1, shards: 1, readBudget: 0.4 };
    const order: SweepOrder = { bundle: join(ROOT, 'assets', 'verifier'), endpoint: await api.listen(), minutes, request };
    const swept = await child.ask<readonly Swept[]>(order);
    const first = swept.findIndex(({ unverified }) => unverified.length === 0);
    const steady = first === -1 ? swept : swept.slice(first);
    const calls = Object.fromEntries(Object.entries(api.calls).map(([name, count]) => [name, count / minutes]));
    const seconds = swept.reduce((sum, each) => sum + each.seconds, 0) / minutes;
    return {
      ...fleet,
      failed: steady.reduce((sum, { unverified }) => sum + unverified.length, 0),
      looks: steady.length * fleet.services,
      minutesToAll: first + 1,
      callsAMinute: calls,
      seconds,
      cpuSeconds: swept.reduce((sum, each) => sum + each.cpuSeconds, 0) / minutes,
      peakMemoryMib: Math.max(...swept.map(({ peakMemoryMib }) => peakMemoryMib)),
      usdAMonth: cost(fleet, seconds, Object.values(calls).reduce((sum, count) => sum + count, 0)),
    };
  } finally {
    child.stop();
    api.close();
  }
}

/** List prices, with GuardDuty as the reader of CloudTrail that most accounts have. */
function cost({ services, tasks }: Fleet, seconds: number, calls: number): number {
  const probers = Math.ceil(services * tasks / TARGETS_A_PROBER_CALL);
  const gigabytes = FUNCTION_MEMORY / 1024;
  const aMinute = PRICES.schedulerInvocation + (1 + probers) * PRICES.lambdaRequest
    + (seconds + probers * PROBER_SECONDS) * gigabytes * PRICES.lambdaGbSecondArm + calls * CLOUDTRAIL_EVENT;
  const standing = (services * ALARMS_PER_SERVICE + 1) * PRICES.alarmMonth + 2 * PRICES.customMetricMonth;
  return MINUTES_A_MONTH * aMinute + standing;
}

function table(measured: readonly Measured[]): string {
  const share = (calls: number, perSecond: number) => `${(calls / (perSecond * 60) * 100).toFixed(1)} %`;
  const rows = measured.map((each) => {
    const { services, tasks, others, failed, looks, minutesToAll, callsAMinute, seconds, cpuSeconds, peakMemoryMib, usdAMonth } = each;
    const { ListTasks = 0, DescribeTasks = 0, DescribeServices = 0, DescribeTargetHealth = 0 } = callsAMinute;
    const { GetParametersByPath = 0, Invoke = 0 } = callsAMinute;
    const cells = [
      `${services.toLocaleString('en')} × ${tasks.toLocaleString('en')}`, others === 0 ? 'alone' : `${others}/s`,
      `${failed} of ${looks.toLocaleString('en')}`, minutesToAll === 0 ? 'not yet' : String(minutesToAll),
      `${Math.round(ListTasks + DescribeTasks)} (${share(ListTasks + DescribeTasks, 20)})`,
      `${Math.round(DescribeServices)} (${share(DescribeServices, 20)})`,
      `${Math.round(DescribeTargetHealth)} (${share(DescribeTargetHealth, 10)})`,
      String(Math.round(GetParametersByPath)), String(Math.round(Invoke)),
      `${seconds.toFixed(1)} s`, `${cpuSeconds.toFixed(1)} s`, `${Math.round(peakMemoryMib)} MiB`, usdAMonth.toFixed(0),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const heads = [
    'Services × tasks', 'Others', 'Failed looks', 'Minutes to all', 'Task reads a minute', 'DescribeServices', 'DescribeTargetHealth',
    'Pages of plans', 'Prober calls', 'A sweep', 'Its CPU', 'Memory', 'USD a month',
  ];
  return [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...rows, ''].join('\n');
}
