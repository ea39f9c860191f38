import * as faults from '../../faults';
import type { Task } from '../../tasks/task';
import { anyOf, oneOf, wholeNumber } from '../shape';
import { toService, toTasks, type FaultKinds } from './fault-kind';

const SENDERS = ['prober', 'load-balancer'] as const;
const FROM = { shape: anyOf(oneOf(SENDERS)), about: 'Whose packets. Default: both.' };

/** What becomes of packets, of those who send them, and of where tasks run. */
export const OF_NETWORK = {
  'drop-packets': toTasks('drop-packets', 'Packets to the tasks are dropped, as by a security group or a network ACL.', { from: FROM },
    ({ scene, task, parameters: { from } }) => faults.dropPackets(scene.sandbox, task, from)),

  'lose-packets': toTasks('lose-packets', 'A share of the packets to the tasks is lost: so many checks run into their timeout.', {
    percent: { shape: wholeNumber(1, 100), about: 'How many of a hundred.', required: true },
    from: FROM,
  }, ({ scene, task, parameters: { percent, from } }) => scene.sandbox.network.lose(task.address, 'dropped', from, percent)),

  'lose-route': toTasks('lose-route', 'Packets to the tasks find no route.', { from: FROM },
    ({ scene, task, parameters: { from } }) => scene.sandbox.network.lose(task.address, 'no-route', from)),

  'lose-agent': toTasks('lose-agent', 'The agent of the tasks is disconnected: ECS keeps what it knew of them.', {},
    ({ task }) => task.loseAgent()),

  'lose-host': toTasks('lose-host', 'The instance of the tasks is gone: processes stand still, no packet arrives, the agent is lost.', {},
    ({ scene, task, container }) => {
      const undos = [faults.hang(task, container.name), faults.dropPackets(scene.sandbox, task), task.loseAgent()];
      return () => undos.forEach((undo) => undo());
    }),

  'lose-zone': toService('lose-zone', 'An Availability Zone is cut off: no packet, no agent, no new task.', {
    zone: { shape: oneOf(['a', 'b', 'c', 'd', 'e', 'f'] as const), about: 'Its letter. Default: a.' },
  }, ({ sandbox, service }, { zone = 'a' }) => (
    faults.loseZone(sandbox, service.model.zones.find((each) => each.endsWith(zone)) ?? service.model.zones[0])
  )),

  'cut-off-prober': toService('cut-off-prober', 'The prober reaches no task: its own packets are dropped, those of all others arrive.', {},
    ({ sandbox, service }) => {
      const lose = (task: Task) => sandbox.network.lose(task.address, 'dropped', ['prober']);
      const undos = service.tasks.map(lose);
      undos.push(sandbox.taskChanges.listen((task) => { if (task.lastStatus === 'RUNNING') { undos.push(lose(task)); } }));
      return () => undos.forEach((undo) => undo());
    }),
} as const satisfies FaultKinds;
