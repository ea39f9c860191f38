import { setTimeout as sleep } from 'node:timers/promises';
import { unknownReport } from './compose-report';
import type { ProbeRequest, ProbeResponse } from './engine/target';
import { createClients } from './evidence/clients';
import { readEvidence } from './evidence/read-evidence';
import { readIdentities } from './evidence/read-identities';
import { createLambdaClient } from './invoke';
import { checkPlan } from './plan-check';
import { invokeProber } from './prober-client';
import { Reachability } from './reachability/reachability';
import { logLine, logRejectedPlan } from './report/log';
import { createMetrics, publishMetrics } from './report/metrics';
import type { Report } from './report/report';
import { Since } from './report/since';
import { inRounds, type RunClock } from './rounds';
import { Runs } from './runs';
import { Secrets } from './secrets/secrets';
import { look } from './verify';
import type { Surroundings } from './verify';
import type { Plan } from '../src/verification/plan';

/** What Lambda's context is used for; absent where a person or a test calls the handler. */
export interface RunContext {
  getRemainingTimeInMillis?(): number;
}

const clients = createClients((ids, signal) => ec2Clients().readInstances(ids, signal));
const prober = createLambdaClient();
const metrics = createMetrics();
const secrets = new Secrets();
const runs = new Runs();
const reachability = new Reachability(ec2Clients);
const surroundings: Surroundings = {
  readEvidence: (plan, signal) => readEvidence(plan, clients, signal),
  readIdentities: (plan, arns, signal) => readIdentities(plan, arns, clients, signal),
  readSecrets: (plan, signal) => secrets.resolve(plan, signal),
  probe: (request, signal) => {
    const functionName = process.env.PROBER_FUNCTION_NAME;
    return functionName ? invokeProber(prober, functionName, request, signal) : probeFromHere(request);
  },
  probeFromOutside: probeFromHere,
  explainPath: (plan, tasks) => reachability.explain(plan, tasks),
  now: Date.now,
  since: new Since(),
};

/**
 * Verifies the service of a plan as often as the plan asks for, publishes each look and returns the last one.
 * Never throws: Lambda and Scheduler would take that as a reason to run a check again that is late already.
 */
export async function handler(event: unknown, context?: RunContext): Promise<Report> {
  const checked = checkPlan(event);
  if ('problem' in checked) {
    writeLine(logRejectedPlan(checked.field, checked.problem));
    const reason = `the plan is malformed: ${checked.field} ${checked.problem}`;
    return unknownReport({ cluster: 'unknown', service: 'unknown', at: Date.now(), ms: 0 }, reason);
  }
  const { plan } = checked;
  const end = runs.begin(plan.service);
  if (!end) {
    const { cluster, name: service, part } = plan.service;
    const report = unknownReport({ cluster, service, ...part ? { part } : {}, at: Date.now(), ms: 0 }, 'the run before is not over');
    writeLine(logLine([report]));
    return report;
  }
  try {
    return await run(plan, context);
  } finally {
    end();
  }
}

/** The engine is loaded when it is needed: with a prober and without a front door on the internet it never is. */
async function probeFromHere(request: ProbeRequest): Promise<ProbeResponse> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const here = require('./probe-from-here') as typeof import('./probe-from-here');
  return here.probeFromHere(request);
}

/** The client for EC2 is loaded when the first plan needs it: most have neither tasks on instances nor paths to analyse. */
function ec2Clients(): typeof import('./ec2-clients') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./ec2-clients') as typeof import('./ec2-clients');
}

async function run(plan: Plan, context?: RunContext): Promise<Report> {
  const clock: RunClock = {
    now: Date.now,
    sleep: (ms) => sleep(ms),
    remaining: () => context?.getRemainingTimeInMillis?.() ?? Infinity,
    random: Math.random,
  };
  const reports = await inRounds(plan.timing, clock, async () => {
    const report = await look(plan, surroundings);
    // What a deployment that has to prove itself looks like is no state of the service.
    if (!plan.deployment) publishMetrics(report, metrics);
    return report;
  });
  writeLine(logLine(reports));
  return reports[reports.length - 1];
}

/** Straight to the output, where Lambda's console would put a prefix before the JSON. */
function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
