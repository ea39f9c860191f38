import { diagnosis } from '../../../lambda/diagnosis/faults';
import type { Fault } from '../../../lambda/shared/verdict';
import type { Report, TaskReport } from '../../../lambda/verification/report/report';
import type { GateTerms } from '../../../src/shared/gate-terms';
import { PLAN } from '../diagnosis/diagnosis-fixtures';

export const SERVICE_ARN = 'arn:aws:ecs:eu-west-1:111122223333:service/prod/orders';
export const GREEN = 'arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/orders/9313423515462893900';
export const BLUE = 'arn:aws:ecs:eu-west-1:111122223333:service-revision/prod/orders/1920498462936580504';
export const VERIFIER = 'arn:aws:lambda:eu-west-1:111122223333:function:verifier';
export const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';

const { name, ...service } = PLAN.service;

export const TERMS: GateTerms = {
  plan: { ...PLAN, service, frontDoor: { host: '10.0.0.9', port: 8443, endpoint: PLAN.liveness, inside: true } },
  verifier: VERIFIER,
  consecutiveVerifications: 3,
  intervalSeconds: 15,
  patienceSeconds: 120,
  unverified: 'ROLL_BACK',
  alerts: { topicArn: TOPIC, format: 'TEXT' },
};

/** What ECS calls the hook with, as its documentation shows it. */
export function call(lifecycleStage = 'POST_SCALE_UP', hookDetails: unknown = { terms: TERMS }, details: object = {}): object {
  return {
    executionId: '8b095b05-7bb0-4c56-a223-a3f61f4f9295',
    lifecycleStage,
    resourceArn: 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/prod/orders/EZe5RNVLH6PPzHXINuP28',
    executionDetails: {
      serviceArn: SERVICE_ARN,
      targetServiceRevisionArn: GREEN,
      testTrafficWeights: {},
      productionTrafficWeights: {},
      ...details,
    },
    hookDetails,
  };
}

export function task(id: string, fault: Fault = 'HEALTHY'): TaskReport {
  const taskArn = `arn:aws:ecs:eu-west-1:111122223333:task/prod/${id}`;
  return { ...diagnosis(fault, [`it is ${fault}`]), task: id, taskArn, startedAt: '2026-11-20T03:00:00.000Z', checks: [], beliefs: [] };
}

export function report(tasks: readonly TaskReport[], changes: Partial<Report> = {}): Report {
  const present = { desired: tasks.length, running: tasks.length, verified: tasks.length };
  const counts = { ...present, failing: 0, failingByLayer: {}, serving: 0, restartWouldHelp: 0, needsPeople: 0 };
  return {
    ...diagnosis('HEALTHY', ['all well']),
    service: 'orders',
    cluster: 'prod',
    at: '2026-11-20T03:12:00.000Z',
    ms: 12,
    summary: 'orders is UP.',
    tasks,
    counts,
    ...changes,
  };
}
