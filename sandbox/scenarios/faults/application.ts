import { DAY_MS } from '../../../src/shared/time';
import * as faults from '../../faults';
import type { Undo } from '../../faults';
import { CertificateFront } from '../certificate-front';
import { askAgainAndAgain } from '../clients';
import { Front, type Answer } from '../front';
import { LONGEST_DAYS } from '../reissue';
import { DURATION_SECONDS, oneOf, realNumber, recordOf, TEXT, wholeNumber } from '../shape';
import { toService, toTasks, type FaultKinds, type Happening } from './fault-kind';

async function answer({ task, container }: Happening<unknown>, each: Answer): Promise<Undo> {
  return (await Front.of(task, container)).add(each);
}

/** What the application answers, and what it is told. */
export const OF_APPLICATION = {
  'slow': toTasks('slow', 'Every answer of an HTTP service comes late.', {
    by: { shape: DURATION_SECONDS, about: 'How late, in real time.', required: true },
    path: { shape: TEXT, about: 'Default: every path.' },
  }, async (happening) => {
    const { by, path } = happening.parameters;
    return answer(happening, { delayMs: by * 1000, ...path ? { path } : {} });
  }),

  'answer': toTasks('answer', 'An HTTP service answers otherwise.', {
    path: { shape: TEXT, about: 'Default: every path.' },
    status: { shape: wholeNumber(200, 599), about: 'Status code.', required: true },
    body: { shape: TEXT, about: 'Default: none.' },
    headers: { shape: recordOf(TEXT, 'a map of header names and values'), about: 'Default: JSON as content type.' },
  }, async (happening) => answer(happening, happening.parameters)),

  'dependency-down': toTasks('dependency-down', 'A dependency is down in what the HTTP service answers of its health, with 503.', {
    name: { shape: TEXT, about: 'Its name in the JSON of the answer.', required: true },
  }, async (happening) => answer(happening, { dependency: happening.parameters.name })),

  'expire-certificate': toTasks('expire-certificate', 'The certificate of a process that serves TLS expires; its names stay.', {
    days: { shape: wholeNumber(0, LONGEST_DAYS), about: 'Days of AWS time until it does. Default: 0, it has expired.' },
  }, async ({ scene, task, container, parameters: { days = 0 } }) => (
    (await CertificateFront.of(task, container)).endAt(scene.sandbox.clock.now + days * DAY_MS)
  )),

  'request': toTasks('request', 'Sends a request to the tasks, for a fault that the application itself offers.', {
    path: { shape: TEXT, about: 'Path of the request.', required: true },
    method: { shape: oneOf(['GET', 'POST', 'PUT', 'DELETE'] as const), about: 'Default: POST.' },
    body: { shape: TEXT, about: 'Default: none.' },
    port: { shape: wholeNumber(1, 65_535), about: 'Default: the first port of the container.' },
  }, async ({ task, container, parameters: { path, method = 'POST', body, port = container.model.ports[0] } }) => {
    const answered = await fetch(`http://${task.address}:${port}${path}`, { method, body });
    if (!answered.ok) { throw new Error(`${method} ${path} was answered ${answered.status}.`); }
  }),

  'load': toService('load', 'Clients send requests to a listener of an Application Load Balancer, until it is resumed.', {
    port: { shape: wholeNumber(1, 65_535), about: 'Port of the listener. Default: that of the first.' },
    path: { shape: TEXT, about: 'Default: /.' },
    perSecond: { shape: realNumber(0.1, 200), about: 'Requests in a second of real time. Default: 10.' },
  }, ({ sandbox, answers }, { port, path = '/', perSecond = 10 }) => {
    const listener = sandbox.listeners.find(({ model }) => port === undefined || model.port === port);
    const ports = sandbox.listeners.map(({ model }) => model.port).join(', ');
    if (!listener) { throw new Error(`No listener for HTTP${port ? ` on port ${port}` : ''}; the template has ${ports || 'none'}.`); }
    return askAgainAndAgain(sandbox, `${listener.url}${path}`, perSecond, (each) => answers.push({ port: listener.model.port, ...each }));
  }),

  'send': toTasks('send', 'Writes a line to the standard input of the process, for a fault that the application itself offers.', {
    line: { shape: TEXT, about: 'The line.', required: true },
  }, ({ task, container, parameters: { line } }) => faults.send(task, line, container.name)),
} as const satisfies FaultKinds;
