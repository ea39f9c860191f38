import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { BLIND_CASES, CASES, messageOf, verified, messageOfBlind } from './incident-cases';
import { ALARMS, alarmEvent, endOfAlarm, NAME, reportOf, REGISTERED, task, TASKS, WELL } from './incident-fixtures';
import { diagnosis, FAULTS, RESTART_HELPS } from '../../../lambda/diagnosis/faults';
import type { Fault } from '../../../lambda/shared/verdict';
import { isAlarm, readAlarm } from '../../../lambda/signals/alarm';
import { incidentMessage } from '../../../lambda/signals/incident-message';
import type { Message } from '../../../lambda/signals/message';
import { readReport } from '../../../lambda/signals/read-report';
import { chatNotification, plainText, subject } from '../../../lambda/signals/render-message';
import type { Report } from '../../../lambda/verification/report/report';
import { expectGenerated } from '../../docs/generated';
import { examined, NOW, PLAN } from '../diagnosis/diagnosis-fixtures';

const reportAsSent = (report: Report) => readReport(JSON.parse(JSON.stringify(report)))!;

/** The links and facts at the end of a message. */
const factsOf = (text: string) => text.slice(text.indexOf('\n\nKind: ') + 2).split('\n');

function shownIn(title: string, message: Message, text: string): string {
  return `### ${title}\n\n\`\`\`text\nSubject: ${subject(message)}\n\n${text}\n\`\`\``;
}

test('docs/alerts.md shows the messages as they are: one in full, of the others what comes before the facts', () => {
  const shown = CASES.filter(({ isInDemo }) => !isInDemo).map((given, index) => {
    const message = messageOf(given);
    const text = plainText(message);
    return shownIn(given.title, message, index === 0 ? text : text.split('\n\nKind: ')[0]);
  });
  const blind = BLIND_CASES.map((given) => {
    const message = messageOfBlind(given);
    return shownIn(given.title, message, plainText(message).split('\n\nKind: ')[0]);
  });
  expectGenerated('docs/alerts.md', 'blind', blind.join('\n\n'));
  expectGenerated('docs/alerts.md', 'messages', shown.join('\n\n'));
});

test.each(CASES.filter(({ isInDemo }) => isInDemo))('docs/demo.md shows the words of the message: $title', (given) => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'demo.md'), 'utf8');
  const [first, restart, next] = plainText(messageOf(given)).split('\n').filter(Boolean);
  const [, status, meaning] = / is (\w+, \w+ at layer \w+), since [^:]+:\d\d UTC[^:]*: ([^,;.]+)/.exec(first!)!;
  const shown = page.split('\n').findIndex((line) => line.includes(` is ${status}, since at least `) && line.includes(`: ${meaning}`));
  expect(page.split('\n').slice(shown + 1, shown + 3)).toEqual([`  ${restart}`, `  ${next}`]);
});

test('whether a schedule is off is not taken from a verifier that verifies when it is called', () => {
  const text = plainText(messageOfBlind({ ...BLIND_CASES[0], answer: { verified: 300, unverified: [] } }));
  expect(text).toContain('Called for this message it verifies all 300: either what kept it has passed, or its schedule does not call it.');
  expect(text).toContain('check whether its schedule is enabled');
});

test('the facts that docs/alerts.md leaves out are those of its first message, but for kind and layer', () => {
  const [first, ...others] = CASES.map((given) => factsOf(plainText(messageOf(given))).filter((line) => !/^(Kind|Layer): /.test(line)));
  expect(first).toHaveLength(9);
  for (const facts of others) { expect(first).toEqual(expect.arrayContaining(facts)); }
});

test('a message for chat applications is the custom notification that the fixture shows', () => {
  const expected = readFileSync(join(__dirname, 'fixtures', 'chat-notification.json'), 'utf8');
  expect(JSON.parse(chatNotification(messageOf(CASES[0])))).toEqual(JSON.parse(expected));
});

test('an incident ends in the thread of the chat in which it began, and both name the task and the alarm', () => {
  const at = NOW - 600_000;
  const [began, ended] = [
    alarmEvent('ALARM', [ALARMS.faults], { at }),
    alarmEvent('OK', [ALARMS.faults], { previous: 'ALARM', previousAt: at }),
  ].map((event) => messageOf({ event, verification: verified(reportOf([task(TASKS[0], 'HUNG')])) }));
  expect(began.thread).toBe(ended.thread);
  expect(began.id).not.toBe(ended.id);
  expect(began.resources).toEqual([
    `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${NAME}`,
    `arn:aws:ecs:eu-west-1:111122223333:task/prod/${TASKS[0]}`,
  ]);
});

test('a message has the earliest time of a fault that is known', () => {
  const event = alarmEvent('ALARM', [ALARMS.faults], { at: NOW - 60_000 });
  const sentence = (since?: string) =>
    messageOf({ event, verification: verified(reportOf([task(TASKS[0], 'HUNG'), ...WELL.slice(1)], { since })) }).sentence;
  expect(sentence()).toContain('since at least 03:10 UTC (1 minute ago)');
  expect(sentence('2026-11-19T23:59:30.000Z')).toContain('since at least 2026-11-19 23:59 UTC (3 hours 13 minutes ago)');
  expect(sentence('2026-11-20T03:12:00.000Z')).toContain('since at least 03:10 UTC');
});

test('a restart that helps some of the tasks is mentioned beside a fault that it does not help', () => {
  const report = reportOf([task(TASKS[0], 'TLS_INVALID'), task(TASKS[1], 'HUNG')]);
  expect(messageOf({ event: alarmEvent('ALARM', [ALARMS.faults]), verification: verified(report) }).wouldRestartHelp).toBe(
    'No, but it would help 1 of the other tasks.',
  );
});

test.each((Object.keys(FAULTS) as Fault[]).filter((fault) => fault !== 'HEALTHY'))(
  '%s has a message whose first line names status, layer and tasks',
  (fault) => {
    const report = { ...reportOf([examined('a', fault), ...WELL]), ...diagnosis(fault, ['seen']) };
    const message = messageOf({ event: alarmEvent('ALARM', [ALARMS.faults]), verification: verified(report) });
    expect(message.sentence).toMatch(
      `orders in cluster prod is ${FAULTS[fault].status}, ${fault} at layer ${FAULTS[fault].layer}, since at least 03:10 UTC`,
    );
    expect([message.kind, message.next, message.wouldRestartHelp?.slice(0, 2)]).toEqual([
      fault,
      FAULTS[fault].next,
      RESTART_HELPS.has(FAULTS[fault].remedy) ? 'Ye' : 'No',
    ]);
  },
);

test('the links lead to the service, to the verifier and to the alarm; where no console is known, nowhere', () => {
  const event = alarmEvent('ALARM', [ALARMS.faults]);
  const verification = verified(reportOf(WELL));
  expect(messageOf({ event, verification }).links.map(({ label }) => label)).toEqual(['Console', 'Verifier and its log', 'Alarm']);
  expect(messageOf({ event: { ...event, alarmArn: String(event.alarmArn).replace('aws', 'aws-iso') }, verification }).links).toEqual([]);
});

test('a long name leaves room for the fault in a subject', () => {
  const report = { ...reportOf([task(TASKS[0], 'HUNG')]), service: 'x'.repeat(255) };
  expect(subject(messageOf({ event: alarmEvent('ALARM', []), verification: verified(report) }))).toBe(
    `${'x'.repeat(47)}...: DOWN, HUNG at L7 on 1 of 1 tasks`,
  );
});

test('of a service with several contracts, the one that the alarm is about is named, whether it could be verified or not', () => {
  const event = alarmEvent('ALARM', [ALARMS.faults]);
  const registered = { ...REGISTERED, plan: { ...PLAN, service: { ...PLAN.service, contractName: 'admin' } } };
  for (const verification of [
    verified({ ...reportOf([task(TASKS[0], 'HUNG')]), contractName: 'admin' }),
    { status: 'FAILED', registered, reason: 'x' } as const,
  ]) {
    const message = messageOf({ event, verification });
    expect([subject(message), message.sentence]).toEqual([
      expect.stringMatching(/^orders \(admin\): /),
      expect.stringMatching(/^orders \(admin\) in cluster prod is/),
    ]);
  }
});

test('an alarm as the AWS documentation shows it, with the blanks that it has there', () => {
  const alarm = readAlarm({
    source: 'aws.cloudwatch',
    alarmArn: 'arn:aws:cloudwatch:us-east-1: 111122223333:alarm:SuppressionDemo.Main',
    accountId: '111122223333',
    time: '2023-08-04T12: 56: 46.138+0000',
    region: 'us-east-1',
    alarmData: {
      alarmName: 'CompositeDemo.Main',
      state: {
        value: 'ALARM',
        reasonData:
          '{"triggeringAlarms": [{"arn": '
          + '"arn:aws:cloudwatch:us-east-1:111122223333:alarm:CompositeDemo.FirstChild","state": {"value": '
          + '"ALARM","timestamp": "2023-08-04T12:54:46.138+0000"}}]}',
        timestamp: '2023-08-04T12: 56: 46.138+0000',
      },
      previousState: { value: 'ALARM', timestamp: '2023-08-04T12: 54: 46.138+0000', actionsSuppressedBy: 'WaitPeriod' },
    },
  });
  expect(alarm).toMatchObject({
    name: 'CompositeDemo.Main',
    arn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:SuppressionDemo.Main',
    state: 'ALARM',
    previousState: 'ALARM',
    triggers: ['CompositeDemo.FirstChild'],
    at: Date.parse('2023-08-04T12:56:46.138Z'),
    previousAt: Date.parse('2023-08-04T12:54:46.138Z'),
    triggeredAt: Date.parse('2023-08-04T12:54:46.138Z'),
  });
});

test('an alarm that ended is not among those that went off, although its end let the incident begin', () => {
  const event = alarmEvent('ALARM', [ALARMS.rejected]) as { alarmData: { state: { reasonData: string } } };
  const { triggeringAlarms } = JSON.parse(event.alarmData.state.reasonData) as { triggeringAlarms: object[] };
  const deploying = {
    arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Prod-Deploying',
    state: { value: 'OK', timestamp: '2026-11-20T00:00:00.000+0000' },
  };
  event.alarmData.state.reasonData = JSON.stringify({ triggeringAlarms: [deploying, ...triggeringAlarms] });
  expect(readAlarm(event)).toMatchObject({ triggers: [ALARMS.rejected], triggeredAt: NOW - 95_000 });
});

test('what no verifier of this library answers is no report', () => {
  const report = JSON.parse(JSON.stringify(reportOf([task(TASKS[0], 'HUNG')]))) as Record<string, unknown>;
  expect(readReport(report)).toEqual(report);
  for (const wrong of [
    null,
    'x',
    [],
    {},
    { ...report, fault: 'toString' },
    { ...report, tasks: [{}] },
    { ...report, evidence: [1] },
    { ...report, counts: null },
    { ...report, passed: { ...report, at: 'lately' } },
    { ...report, passed: { ...report, fault: 'toString' } },
  ]) {
    expect(readReport(wrong)).toBeUndefined();
  }
});

test('where the verifier remembers no fault, a message says no more than that all is well', () => {
  const { sentence, title, evidence } = incidentMessage(
    readAlarm(alarmEvent('ALARM', [ALARMS.faults]))!, verified(reportOf(WELL)), NOW,
  );
  expect([title, sentence]).toEqual([
    'orders: was in alarm, is healthy now',
    'orders in cluster prod was in alarm and is healthy now: 3 of 3 desired tasks answer well on every layer.',
  ]);
  expect(evidence).toHaveLength(1);
});

test('a message about what passes by itself says what was wrong before it', () => {
  const replaced = TASKS.map((id) => task(id, 'STARTING', 'it still starts'));
  const before = [task(TASKS[0], 'PORT_CLOSED', 'port (L4): refused the connection'), ...WELL.slice(1)];
  const { title, sentence, evidence } = incidentMessage(
    readAlarm(alarmEvent('ALARM', [ALARMS.faults]))!, verified(reportOf(replaced, { minuteBefore: before })), NOW,
  );
  expect(title).toMatch(/, after PORT_CLOSED$/);
  expect(sentence).toContain('At 03:11 UTC it was DEGRADED, PORT_CLOSED at layer L4: it refuses connections');
  expect(evidence.map(({ label, text }) => `${label}: ${text}`)).toContain('Evidence then: port (L4): refused the connection');
  // What is wrong now is the news.
  const now = incidentMessage(readAlarm(alarmEvent('ALARM', [ALARMS.faults]))!, verified(reportOf(before, { minuteBefore: before })), NOW);
  expect(now.sentence).not.toContain('At 03:11');
});

/** Text that a target, a name or a stranger may have had a hand in. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\u001b[31mred', 'a\nb', '\u202eevil', '\ud800', '<!channel>', '`x`', 'x'.repeat(5_000)),
);

test('never a control character, a long subject or a second line in a sentence, whatever targets, names and alarms say', () => {
  fc.assert(
    fc.property(
      hostile,
      fc.array(hostile, { maxLength: 4 }),
      fc.constantFrom('ALARM', 'OK'),
      fc.constantFrom<Fault>('HUNG', 'TASKS_MISSING', 'HEALTHY', 'FRONT_DOOR_DOWN', 'STARTING'),
      fc.boolean(),
      (name, lines, value, fault, isVerified) => {
        const event = alarmEvent(value, lines, { previous: 'ALARM' }) as { alarmData: { alarmName: string } };
        event.alarmData.alarmName = `x${name}`;
        const report = reportOf([task(TASKS[0], fault, ...lines, 'seen')]);
        const doctored = {
          ...report,
          service: `s${name}`,
          cluster: `c${name}`,
          evidence: lines,
          tasks: report.tasks.map((each) => ({ ...each, beliefs: lines.map((line) => `healthy ${line}`) })),
        };
        const service = { cluster: `c${name}`, name: `s${name}` };
        const message = incidentMessage(
          readAlarm(event),
          isVerified
            ? verified(reportAsSent(doctored))
            : { status: 'FAILED', registered: { ...REGISTERED, plan: { ...PLAN, service } }, reason: 'unknown' },
          NOW,
        );
        const text = plainText(message);
        expect(subject(message)).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}|[\u2028\u2029]/u);
        expect(message.sentence).not.toContain('\n');
        expect(text.length).toBeLessThan(20_000);
        const chat = JSON.parse(chatNotification(message)) as { content: { description: string; nextSteps: string[] } };
        expect(`${chat.content.description}${chat.content.nextSteps[0]}`).not.toMatch(/[<>]/);
      },
    ),
    { numRuns: 300 },
  );
});

test('anything at all is an alarm with a message, or refused with a reason; an event of ECS is none', () => {
  fc.assert(fc.property(fc.object({ maxDepth: 3 }), fc.anything(), fc.anything(), (alarmData, state, reasonData) => {
    const event = {
      source: 'aws.cloudwatch',
      alarmArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a-incident',
      alarmData: { state: { value: 'ALARM', reasonData }, previousState: state, ...alarmData },
    };
    expect(isAlarm(event)).toBe(true);
    let alarm;
    try {
      alarm = readAlarm(event);
    } catch (error) {
      expect((error as Error).message).toContain('The alarm cannot be read');
      return;
    }
    expect(plainText(incidentMessage(alarm, { status: 'FAILED', reason: 'x' }, NOW))).toContain('What happens next:');
  }));
  expect(isAlarm({ topicArn: 'x', event: { 'detail-type': 'ECS Task State Change' } })).toBe(false);
  expect(() => readAlarm(endOfAlarm())).not.toThrow();
});

test('a name that is missing is read from the ARN, and a trigger without a name is none', () => {
  const event = alarmEvent('ALARM', [ALARMS.rejected]) as { alarmData: { alarmName?: string; state: { reasonData: string } } };
  delete event.alarmData.alarmName;
  event.alarmData.state.reasonData = JSON.stringify({ triggeringAlarms: [{ arn: 'arn:aws:cloudwatch:eu-west-1:1:other' }] });
  expect(readAlarm(event)).toMatchObject({ name: NAME, triggers: [] });
});

test('what an alarm does not say of its place is read from its ARN', () => {
  const { region: _, ...event } = alarmEvent('ALARM', [ALARMS.faults]);
  expect(readAlarm(event)).toMatchObject({ region: 'eu-west-1', partition: 'aws', account: '111122223333', name: NAME });
  expect(readAlarm({ ...event, alarmArn: `arn:aws-cn:cloudwatch:cn-north-1:1:alarm:${NAME}` })).toMatchObject({
    region: 'cn-north-1',
    partition: 'aws-cn',
  });
  expect(readAlarm({ ...event, region: 'us-east-1' })).toMatchObject({ region: 'us-east-1' });
  expect(readAlarm({ ...event, alarmArn: '' })).toMatchObject({ region: '', partition: 'aws' });
});
