import { setTimeout as sleep } from 'node:timers/promises';
import { Reachability } from './network/reachability';
import { describeError } from './shared/describe-error';
import { createLambdaClient, invokeLater } from './shared/invoke';
import { writeLogLine } from './shared/log-line';
import type { ProbeRequest, ProbeResponse } from './shared/probe-request';
import { invokeProber } from './shared/prober-client';
import { Secrets } from './shared/secrets/secrets';
import { createClients } from './verification/evidence/clients';
import { readEvidence } from './verification/evidence/read-evidence';
import { readIdentities } from './verification/evidence/read-identities';
import { GroupSettings } from './verification/evidence/target-group-settings';
import { Histories } from './verification/histories';
import { historyKey } from './verification/look';
import { checkPlan } from './verification/plan-check';
import { unknownReport } from './verification/report/compose-report';
import { logLine, logRejectedPlan, sweepLine } from './verification/report/log';
import { createMetrics, publishHeartbeat, publishMetrics } from './verification/report/publish-metrics';
import type { Report } from './verification/report/report';
import { Runs } from './verification/runs';
import { Shard } from './verification/shard';
import { CLOSING_MS, SWEEP_MS, sweep, type SweepResult } from './verification/sweep';
import { checkSweep, isSweep } from './verification/sweep-request';
import { verifyOnce } from './verification/verify-once';
import type { Plan } from '../src/shared/plan';
import type { SweepRequest } from '../src/shared/registry';

/** What Lambda's context is used for; absent where a person or a test calls the handler. */
export interface RunContext {
  getRemainingTimeInMillis?(): number;
}

const readInstances: Parameters<typeof createClients>[0] = (ids, signal) => ec2Clients().readInstances(ids, signal);
const clients = createClients(readInstances);
const prober = createLambdaClient();
const metrics = createMetrics();
const secrets = new Secrets();
const runs = new Runs();
const groupSettings = new GroupSettings(clients, () => Date.now());
const shards = new Map<string, Shard>();
const reachability = new Reachability(ec2Clients);
const common = {
  readSecrets: secrets.resolve.bind(secrets),
  probe: (request: ProbeRequest, signal: AbortSignal) => {
    const functionName = process.env.PROBER_FUNCTION_NAME;
    return functionName ? invokeProber(prober, functionName, request, signal) : probeFromHere(request);
  },
  probeFromOutside: probeFromHere,
  explainPath: reachability.explain.bind(reachability),
  now: () => Date.now(),
};
/** Of services that no sweep of this execution environment verifies. */
const others = new Histories();

/**
 * Sweeps over all registered plans where a schedule asks for it, and publishes what it finds; or verifies the service of one plan, and
 * returns the report. Never throws: Lambda and EventBridge Scheduler would repeat a check that is late already.
 */
export async function handler(event: SweepRequest, context?: RunContext): Promise<SweepResult>;
export async function handler(event: unknown, context?: RunContext): Promise<Report>;
export async function handler(event: unknown, context?: RunContext): Promise<Report | SweepResult> {
  return isSweep(event) ? sweepFor(event, context) : verify(event);
}

async function verify(event: unknown): Promise<Report> {
  const checked = checkPlan(event);
  if ('problem' in checked) {
    writeLogLine(logRejectedPlan(checked.field, checked.problem));
    const reason = `the plan is malformed: ${checked.field} ${checked.problem}`;
    return unknownReport({ cluster: 'unknown', service: 'unknown', at: Date.now(), ms: 0 }, reason);
  }
  const report = await verifyOnce(checked.plan, {
    ...common,
    readGroupSettings: (arns, signal) => groupSettings.of(arns, signal),
    histories: historiesOf(checked.plan),
    readEvidence: (plan, signal) => readEvidence(plan, clients, signal),
    readIdentities: (plan, arns, signal) => readIdentities(plan, arns, clients, signal),
  });
  writeLogLine(logLine(report));
  return report;
}

/** A run that asks for one service knows what the sweeps have seen of it, where it meets their execution environment. */
function historiesOf(plan: Plan): Histories {
  const key = historyKey(plan);
  return [...shards.values()].map(({ histories }) => histories).find((histories) => histories.of(key)) ?? others;
}

async function sweepFor(event: unknown, context?: RunContext): Promise<SweepResult> {
  const nothing = (trouble: string): SweepResult => ({ verified: 0, unverified: [], well: 0, trouble });
  const checked = checkSweep(event);
  if ('problem' in checked) {
    writeLogLine(logRejectedPlan(checked.field, checked.problem));
    return nothing(`the request is malformed: ${checked.field} ${checked.problem}`);
  }
  const { request } = checked;
  const key = JSON.stringify([request.sweep, request.shard, request.shards, request.readBudget]);
  const end = runs.begin(key);
  if (!end) {
    const result = nothing('the sweep before is not over');
    writeLogLine(sweepLine(request, result, 0, 0));
    return result;
  }
  const began = Date.now();
  const shard = shards.get(key) ?? new Shard(request, readInstances, (...page) => parameters().readPage(...page));
  shards.set(key, shard);
  try {
    const reports = new Map<string, Report>();
    const result = await runSweep(shard, (name, report) => { reports.set(name, report); }, context);
    const throttled = shard.takeThrottled();
    publishHeartbeat(request, result, throttled, metrics);
    writeLogLine(sweepLine(request, result, throttled, Date.now() - began));
    await askForIdleConnections(shard, began, context);
    return request.reports ? { ...result, reports: [...reports.values()] } : result;
  } catch (error) {
    // No heartbeat: the alarm on it says that nothing is verified.
    const result = nothing(`no plan could be read: ${error instanceof Error ? error.name : 'unknown error'}`);
    writeLogLine(sweepLine(request, result, shard.takeThrottled(), Date.now() - began));
    return result;
  } finally {
    end();
  }
}

/** Once all is reported, and only until the next sweep. Never rejects: nothing that was found depends on it. */
async function askForIdleConnections(shard: Shard, began: number, context?: RunContext): Promise<void> {
  const functionName = process.env.PROBER_FUNCTION_NAME;
  if (!functionName) { return; }
  const leftMs = Math.min(began + SWEEP_MS - Date.now(), (context?.getRemainingTimeInMillis?.() ?? Infinity) - CLOSING_MS);
  try {
    await shard.askForIdleConnections((request, signal) => invokeLater(prober, functionName, request, signal), leftMs);
  } catch (error) {
    writeLogLine({ level: 'WARN', message: `Idle connections are not held in this hour: ${describeError(error)}` });
  }
}

function runSweep(shard: Shard, seen: (name: string, report: Report) => void, context?: RunContext): Promise<SweepResult> {
  return sweep({
    ...common,
    registry: shard.registry,
    evidence: shard.evidence,
    readGroupSettings: (arns, signal) => shard.groupSettings.of(arns, signal),
    histories: shard.histories,
    clock: {
      now: () => Date.now(),
      sleep: (ms) => sleep(ms),
      remaining: () => context?.getRemainingTimeInMillis?.() ?? Infinity,
      random: Math.random,
    },
    report: (name, report) => {
      seen(name, report);
      publishMetrics(report, metrics);
      if (shard.isNew(name, report)) { writeLogLine(logLine(report)); }
    },
  });
}

/** Loads the engine when it is first needed: with a prober and without a front door on the internet it never is. */
async function probeFromHere(request: ProbeRequest): Promise<ProbeResponse> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const here = require('./engine/probe-from-here') as typeof import('./engine/probe-from-here');
  return here.probeFromHere(request);
}

/** Loads the client for EC2 when a plan first needs it: most have neither tasks on instances nor paths to analyse. */
function ec2Clients(): typeof import('./verification/ec2-clients') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./verification/ec2-clients') as typeof import('./verification/ec2-clients');
}

/** Loads the client for Parameter Store when a sweep first needs it: a run that verifies one plan never does. */
function parameters(): typeof import('./shared/parameters') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./shared/parameters') as typeof import('./shared/parameters');
}
