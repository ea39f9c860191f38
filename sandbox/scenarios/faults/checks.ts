import * as faults from '../../faults';
import { DURATION_SECONDS, listOf, oneOf, realNumber, TEXT } from '../shape';
import { toService, toTasks, type FaultKinds } from './fault-kind';

const TARGET_STATES = ['initial', 'healthy', 'unhealthy', 'unhealthy.draining', 'unused', 'draining', 'unavailable'] as const;
const TARGET_REASONS = [
  'Elb.RegistrationInProgress', 'Elb.InitialHealthChecking', 'Elb.InternalError', 'Target.ResponseCodeMismatch', 'Target.Timeout',
  'Target.FailedHealthChecks', 'Target.NotRegistered', 'Target.NotInUse', 'Target.DeregistrationInProgress', 'Target.InvalidState',
  'Target.IpUnusable', 'Target.HealthCheckDisabled',
] as const;
const TROUBLES = ['throttled', 'denied', 'slow', 'partial'] as const;

/** What is wrong with those who check: load balancer, container checks, verifier, the AWS API. */
export const OF_CHECKS = {
  'target-state': toTasks('target-state', 'The load balancer says this of the tasks, whatever its checks find.', {
    state: { shape: oneOf(TARGET_STATES), about: 'State, as DescribeTargetHealth gives it.', required: true },
    reason: { shape: oneOf(TARGET_REASONS), about: 'Reason code.' },
    description: { shape: TEXT, about: 'Sentence beside it.' },
  }, ({ task, parameters: { state, reason, description } }) => faults.imposeTargetHealth(task, { state, reason, description })),

  'container-check': toTasks('container-check', 'The container check runs another command.', {
    command: { shape: listOf(TEXT), about: '`CMD` and its arguments, or `CMD-SHELL` and a command line.', required: true },
  }, ({ task, container, parameters: { command } }) => faults.changeContainerCheck(task, command, container.name)),

  'target-check': toService('target-check', 'The target groups\' check is changed by hand.', {
    path: { shape: TEXT, about: 'Path that it requests.' },
    matcher: { shape: TEXT, about: 'Status codes that it accepts.' },
    port: { shape: TEXT, about: 'Port that it connects to.' },
  }, ({ sandbox }, changes) => {
    const undos = sandbox.targetGroups.map((group) => faults.changeTargetCheck(group, changes));
    return () => undos.forEach((undo) => undo());
  }),

  'api': toService('api', 'Calls of the AWS API are in trouble.', {
    operation: { shape: TEXT, about: 'Operation such as DescribeTasks, or * for all.', required: true },
    trouble: { shape: oneOf(TROUBLES), about: 'What is wrong.', required: true },
    perSecond: { shape: realNumber(0, 1000), about: '`throttled`: calls in a second that are answered. Default: 0.' },
    by: { shape: DURATION_SECONDS, about: '`slow`: how late the answer comes, in real time. Default: 5s.' },
  }, ({ sandbox }, { operation, trouble, perSecond, by }) => (
    sandbox.api.set(operation, { fault: trouble, perSecond, ...by === undefined ? {} : { delayMs: by * 1000 } })
  )),

  'stop-verifier': toService('stop-verifier', 'The schedule of the verifier runs no more.', {}, ({ sandbox }) => {
    sandbox.alarms.paused = true;
    return () => { sandbox.alarms.paused = false; };
  }),

  'clock-skew': toService('clock-skew', 'The calendar of the functions is ahead of that of AWS.', {
    by: { shape: DURATION_SECONDS, about: 'How far.', required: true },
  }, ({ sandbox }, { by }) => {
    sandbox.skewFunctions(by);
    return () => sandbox.skewFunctions(0);
  }),
} as const satisfies FaultKinds;
