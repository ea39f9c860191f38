import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as incidents from './fixtures/incidents';
import type { Incident } from './fixtures/incidents';
import { masked, MEASURED } from './fixtures/mask';
import { certificateFile, exampleTemplate, hurried, securedTemplate, SERVICE } from './fixtures/messages';
import { kill } from '../../sandbox/faults';
import { Sandbox } from '../../sandbox/sandbox';
import type { Message } from '../../sandbox/shared/message-log';

jest.setTimeout(180_000);

/** A minute of CloudWatch in half a second. */
const TIME_SCALE = 120;
/** Minutes for which a fault lasts after people were told: nobody is told again. */
const LASTS = 4;
const PATIENCE_MS = 60_000;

/** What people were told. */
interface Told {
  readonly during: readonly Message[];
  readonly afterwards: readonly Message[];
}

const running: Sandbox[] = [];
const folder = mkdtempSync(join(tmpdir(), 'sandbox-messages-'));
const frontDoor = createServer((_, response) => response.end('welcome'));
const told = new Map<string, Promise<Told>>();

/** Sandboxes side by side; in each the incidents come one after the other. */
async function startLanes(): Promise<void> {
  const port = await new Promise<number>((resolve) =>
    frontDoor.listen(0, '127.0.0.1', () => resolve((frontDoor.address() as AddressInfo).port)),
  );
  const [valid, expired] = await Promise.all([certificateFile(folder, 60), certificateFile(folder, -3)]);
  const example = hurried(exampleTemplate());
  const lanes: [object, string, Incident[]][] = [
    [example, SERVICE, [incidents.UNREACHABLE, incidents.PORT_CLOSED, incidents.COMPONENT_DOWN]],
    [example, SERVICE, [incidents.NO_CAPACITY, incidents.HUNG]],
    [example, SERVICE, [incidents.WRONG_PATH, incidents.DEPENDENCY_DOWN, incidents.LIVENESS_FAILED]],
    [
      hurried(securedTemplate(port)),
      `TLS=${valid} ${SERVICE}`,
      [incidents.tlsExpired({ valid, expired }), incidents.frontDoorDead(frontDoor, port), incidents.BROKEN_CHECK],
    ],
  ];
  for (const [template, command, all] of lanes) {
    let before: Promise<unknown> = startSandbox(template, command);
    const sandbox = before as Promise<Sandbox>;
    for (const incident of all) {
      const outcome = before.then(async () => play(await sandbox, incident));
      outcome.catch(() => undefined); // told by the test that asks for it
      told.set(incident.name, outcome);
      before = outcome;
    }
  }
}

async function startSandbox(template: object, command: string): Promise<Sandbox> {
  const sandbox = await Sandbox.start({
    template,
    run: { web: command },
    timeScale: TIME_SCALE,
    bootAllowanceMs: 3000,
    replacementDelayMs: 100,
    scaledTimeoutFloorMs: 1500,
    alarms: true,
  });
  running.push(sandbox);
  await sandbox.until(() => sandbox.service().deployed, PATIENCE_MS, 'a steady service');
  return sandbox;
}

async function play(sandbox: Sandbox, incident: Incident): Promise<Told> {
  const { alarms, messages } = sandbox;
  const minutes = async (count: number, from = alarms.minutes) =>
    sandbox.until(() => alarms.minutes >= from + count, PATIENCE_MS, `${count} minutes`);
  // ECS would repair some of it.
  sandbox.service().paused = true;
  const known = messages.all.length;
  const undo = incident.breakIt(sandbox);
  await sandbox.until(() => messages.all.length > known, PATIENCE_MS, 'a message');
  await minutes(LASTS);
  const during = messages.all.slice(known);
  undo();
  await sandbox.until(() => messages.all.length > known + during.length, PATIENCE_MS, 'word that it is over');
  await minutes(2);
  return { during, afterwards: messages.all.slice(known + during.length) };
}

beforeAll(startLanes);
afterAll(async () => {
  await Promise.all(running.map(async (sandbox) => sandbox.stop()));
  frontDoor.close();
  rmSync(folder, { recursive: true });
});

/** The message up to the facts, without what AWS still believes and what was seen of a replacement: both are a matter of milliseconds. */
function words({ text }: Message): string[] {
  return masked(text).split('\n\nKind: ')[0].split('\n').filter((line) => line !== '' && !/^(Contradicts|Verified just now): /.test(line));
}

const FILES = { valid: '', expired: '' };

describe('a fault on one layer is one message, however long it lasts, and one when it is over', () => {
  test.each([
    incidents.UNREACHABLE,
    incidents.PORT_CLOSED,
    incidents.tlsExpired(FILES),
    incidents.HUNG,
    incidents.LIVENESS_FAILED,
    incidents.COMPONENT_DOWN,
    incidents.DEPENDENCY_DOWN,
    incidents.WRONG_PATH,
    incidents.BROKEN_CHECK,
    incidents.NO_CAPACITY,
    incidents.frontDoorDead(frontDoor, 0),
  ])('$name', async ({ name, status, fault, layer, meaning, tasks, serving, restart, next, seen }) => {
    const { during, afterwards } = await told.get(name)!;
    expect(during).toHaveLength(1);
    expect(afterwards).toHaveLength(1);
    const [message] = during;
    const [, service, cluster] = /^Service: (.+)\nCluster: (.+)$/m.exec(message.text)!;
    expect(message.subject).toBe(
      `${service}: ${status}, ${fault}${fault === layer ? '' : ` at ${layer}`}${tasks > 0 ? ` on ${tasks} of 2 tasks` : ''}`,
    );
    const onTasks = ['', ', on 1 of 2 tasks (TASK)', ', on 2 of 2 tasks (TASK, TASK)'][tasks];
    const serve = ['; 0 of 2 desired tasks serve', '; 1 of 2 desired tasks serves', ''][serving];
    const isExpected = (line: string) => seen.some((each) => line === `Evidence: ${each}`);
    expect(words(message).filter((line) => !MEASURED.test(line) || isExpected(line))).toEqual([
      `${service} in cluster ${cluster} is ${status}, ${fault} at layer ${layer}, since at least HH:MM UTC: ${meaning}${onTasks}${serve}.`,
      `Would a restart help? ${restart}`,
      `What happens next: ${next}`,
      ...seen.map((line) => `Evidence: ${line}`),
    ]);
    // The fault has lasted for some minutes of the sandbox.
    expect(afterwards[0].subject).toMatch(new RegExp(`^${service}: alarm ended after \\d+ minutes$`));
    expect(words(afterwards[0])).toEqual([
      `The alarm of ${service} in cluster ${cluster} ended after a while: 2 of 2 desired tasks answer well on every layer.`,
      'What happens next: Nothing to do.',
    ]);
  });
});

test.each([incidents.tlsExpired(FILES), incidents.frontDoorDead(frontDoor, 0)])(
  '$name: docs/demo.md shows the alert, which the demo cannot',
  async ({ name }) => {
    const shown = masked(readFileSync(join(__dirname, '..', '..', 'docs', 'demo.md'), 'utf8'));
    const page = shown.split('\n').filter((line) => !MEASURED.test(line));
    const {
      during: [message],
    } = await told.get(name)!;
    const lines = words(message).slice(0, -1).filter((line) => !MEASURED.test(line));
    expect(page.join('\n')).toContain([name, message.subject, ...lines].join('\n  '));
  },
);

describe('a task that ends and is replaced in time', () => {
  async function replaced(sandbox: Sandbox): Promise<readonly Message[]> {
    await Promise.all(told.values());
    const known = sandbox.messages.all.length;
    sandbox.service().paused = false;
    kill(sandbox.tasks()[0]);
    const from = sandbox.alarms.minutes;
    await sandbox.until(() => sandbox.alarms.minutes >= from + LASTS && sandbox.service().steady, PATIENCE_MS, 'a replacement');
    return sandbox.messages.all.slice(known);
  }

  test('is no incident, so nobody is told', async () => {
    expect(await replaced(running.find((sandbox) => sandbox.targetGroups[0].model.protocol === 'HTTP')!)).toEqual([]);
  });

  test('is one message where HealthEvents tells of tasks', async () => {
    const messages = await replaced(running.find((sandbox) => sandbox.targetGroups[0].model.protocol === 'HTTPS')!);
    expect(messages.map((message) => [masked(message.subject), ...words(message)])).toEqual([
      [
        'ServiceD69D759B: task TASK stopped: container exited',
        'Task TASK of ServiceD69D759B in cluster ClusterEB0386A7 stopped: an essential container exited; '
          + 'container web: exit code 137, SIGKILL: killed, either because it ran out of memory or because it still ran at the '
          + 'end of its stop timeout.',
        'Would a restart help? Not needed: ECS starts a replacement by itself.',
        "What happens next: If the replacement stops as well, check the container's log.",
        'AWS says: Essential container in task exited (EssentialContainerExited)',
      ],
    ]);
    expect(messages[0].text).toMatch(/^Verified just now: ServiceD69D759B in cluster ClusterEB0386A7 is /m);
  });
});
