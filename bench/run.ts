import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Blackbox } from './blackbox';
import { measureBundles } from './bundles';
import { bundle, Child } from './child';
import type { FleetOrder } from './fleet.process';
import type { Ports } from './listener.process';
import type { BenchProtocol, BenchResults, ManyTargets, ScheduledRuns } from './results';
import { type Rounds, sideBySide, summarize } from './side-by-side';
import { measureSynth } from './synth';
import { judge } from './targets';

/** How much is measured. */
export interface BenchSettings {
  readonly rounds: number;
  /** Probes of one contender in one round. */
  readonly probes: number;
  readonly concurrency: number;
  /** Fresh processes that load each bundle. */
  readonly loads: number;
  /** Targets of one run of the prober, 5 % of them dead. */
  readonly targets: number;
  /** Services of ten tasks. */
  readonly services: number;
  /** Rounds in which each contender synthesizes a stack of every size. */
  readonly syntheses: number;
}

const DEAD_SHARE = 0.05;
const TASKS_EACH = 10;
/** Runs that one process verifies at a time; on Lambda each would have a process of its own. */
const RUNS_AT_A_TIME = 10;

/** What no laptop shows. */
const NOT_ON_A_LAPTOP = [
  "Scheduled runs on AWS: one process and stubbed evidence stand in for them. Scheduler's punctuality, Lambda's "
    + 'cold starts and concurrency and the time of the ECS and ELBv2 APIs are not in the figures.',
  'A network: everything is on loopback, so that CPU is what is compared; latency and loss are not.',
];

/** Measures everything, one after the other, and says on the way what is being measured. */
export async function runBench(settings: BenchSettings, tell: (text: string) => void): Promise<BenchResults> {
  const folder = mkdtempSync(join(tmpdir(), 'layered-health-bench-'));
  const listener = new Child(await bundle('bench/listener.process.ts', folder, 'listener'));
  const notMeasured = [...NOT_ON_A_LAPTOP];
  let blackbox: Blackbox | undefined;
  try {
    const ports = await listener.ask<Ports>();
    const command = Blackbox.find();
    if (command) {
      blackbox = await Blackbox.start(command, folder, await freePort());
    } else {
      notMeasured.push('blackbox_exporter: this machine has none (apt-get install prometheus-blackbox-exporter)');
    }
    const rounds = {} as Record<BenchProtocol, Rounds>;
    for (const protocol of ['http', 'tcp'] as const) {
      tell(`${protocol}: ${settings.rounds} rounds of ${settings.probes} probes`);
      rounds[protocol] = await sideBySide(protocol, ports, blackbox, settings, folder);
    }
    tell(`${settings.targets} targets in one run`);
    const manyTargets = await fleet<ManyTargets>({ kind: 'targets', ports, count: settings.targets, deadShare: DEAD_SHARE }, folder);
    tell(`${settings.services} services of ${TASKS_EACH} tasks`);
    const scheduledRuns = await fleet<ScheduledRuns>({
      kind: 'services', ports, count: settings.services, tasksEach: TASKS_EACH, concurrency: RUNS_AT_A_TIME,
    }, folder);
    tell('bundles');
    const bundles = await measureBundles(folder, settings.loads);
    tell('synthesis of 1, 10 and 50 services');
    const synth = await measureSynth(settings.syntheses);
    if (synth.addedRatios.length === 0) {
      notMeasured.push('cdk-monitoring-constructs: it is not installed (npm install --no-save cdk-monitoring-constructs)');
    }
    return {
      at: new Date().toISOString(),
      node: process.version,
      machine:
        `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, `
        + `${process.platform} ${process.arch}`,
      settings: { ...settings },
      sideBySide: { http: summarizeAll(rounds.http), tcp: summarizeAll(rounds.tcp) },
      manyTargets,
      scheduledRuns,
      bundles,
      synth,
      targets: judge(rounds, manyTargets, bundles, synth),
      notMeasured,
    };
  } finally {
    blackbox?.stop();
    listener.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function summarizeAll(rounds: Rounds): BenchResults['sideBySide']['http'] {
  return Object.fromEntries(Object.entries(rounds).map(([contender, accounts]) => [contender, summarize(accounts)]));
}

async function fleet<T>(order: FleetOrder, folder: string): Promise<T> {
  const child = new Child(await bundle('bench/fleet.process.ts', folder, 'fleet'));
  try {
    return await child.ask<T>(order);
  } finally {
    child.stop();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
