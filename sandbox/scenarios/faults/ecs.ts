import * as faults from '../../faults';
import { oneOf, TEXT, wholeNumber } from '../shape';
import { toService, toTasks, type FaultKinds } from './fault-kind';

const STARTING = ['PROVISIONING', 'PENDING', 'ACTIVATING'] as const;

/** What ECS and people do with tasks and deployments. */
export const OF_ECS = {
  'drain': toTasks('drain', 'The tasks are stopped by a person.', {}, ({ task }) => void faults.drain(task)),

  'drain-instances': toTasks('drain-instances', 'The instances of the tasks are drained: ECS replaces the tasks in time.', {},
    ({ task }) => task.drainInstance()),

  'spot-interrupt': toTasks('spot-interrupt', 'Spot capacity is taken back with two minutes\' notice.', {},
    ({ scene, task }) => void faults.interruptSpot(scene.sandbox, task).catch(() => undefined)),

  'pending': toService('pending', 'New tasks do not get beyond a state before RUNNING.', {
    at: { shape: oneOf(STARTING), about: 'Default: PENDING.' },
  }, ({ service }, { at = 'PENDING' }) => faults.holdTasks(service, at)),

  'fail-to-start': toService('fail-to-start', 'New tasks fail to start.', {
    reason: { shape: TEXT, about: 'As ECS words it.', required: true },
  }, ({ service }, { reason }) => faults.failToStart(service, reason)),

  'no-capacity': toService('no-capacity', 'ECS finds no room for new tasks.', {}, ({ service }) => faults.exhaustCapacity(service)),

  'scale': toService('scale', 'The desired count is changed.', {
    to: { shape: wholeNumber(0, 250), about: 'Desired count.', required: true },
  }, ({ service }, { to }) => void service.setDesiredCount(to) as undefined),

  'deploy': toService('deploy', 'Another revision is deployed as the template says: rolling, or beside the serving one with its hooks.', {
    run: { shape: TEXT, about: 'Command of the new revision. Default: the same as before.' },
  }, ({ sandbox, service }, { run }) => {
    void sandbox.deploy(run ?? service.command, service.name).catch(() => undefined);
    return undefined;
  }),
} as const satisfies FaultKinds;
