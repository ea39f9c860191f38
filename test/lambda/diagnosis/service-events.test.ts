import * as fc from 'fast-check';
import { EVENT_TEXTS, STOP_REASONS } from './documented-texts';
import { eventKindsOf, SERVICE_EVENTS, stopCauseIn } from '../../../lambda/diagnosis/service-events';
import { stopCauseOf } from '../../../lambda/diagnosis/stops/stop-causes';

const kindsOf = (message: string) => eventKindsOf(message).map(({ kind }) => kind);

/** What stands in for placeholders; two of each, so that no class hangs on one. */
const FILLED: ReadonlyArray<Readonly<Record<string, string>>> = [
  {
    service: 'service web',
    name: 'web',
    set: 'ecs-svc/1',
    task: 'ff3e71a4d7e5428b',
    instance: '0123456789abcdef',
    port: '8080',
    group: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/fa8c43c4060dcc67',
    reason: 'Health checks failed',
    number: '2',
    zone: 'us-east-1a',
    deployment: 'ecs-svc/2345678901234567890',
    role: 'arn:aws:iam::111122223333:role/exec',
    image: '111122223333.dkr.ecr.us-east-1.amazonaws.com',
    subnet: 'subnet-0a',
    address: '10.0.1.7:443',
  },
  {
    service: 'service Orders_2, taskSet ecs-svc/9',
    name: 'orders-2',
    set: 'ecs-svc/99',
    task: 'ff3e71a4-d7e5-428b-9232-2345657889',
    instance: 'i-0f3a8506b',
    port: '80',
    group: 'orders',
    reason: 'Request timed out',
    number: '12',
    zone: 'us-west-2-lax-1a',
    deployment: 'ecs-svc/7',
    role: 'arn:aws-cn:iam::1:role/a/b',
    image: 'registry.example/web',
    subnet: 'subnet-0123456789abcdef0',
    address: '[2001:db8::7]:443',
  },
];

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

const ROWS = EVENT_TEXTS.flatMap(([page, text, ...kinds]) => FILLED.map((values) => [page, filled(text, values), kinds] as const));

test.each(ROWS)('%s: %s', (_, text, kinds) => {
  expect(kindsOf(text)).toEqual(kinds);
});

const STOPS = STOP_REASONS.flatMap(([page, text, kind]) => (
  FILLED.map(({ reason: _, ...values }) => [page, filled(text, { ...values, reason: 'x' }), kind] as const)
));

test.each(STOPS)('%s: %s', (_, reason, kind) => {
  expect(stopCauseOf({ code: 'TaskFailedToStart', reason, containers: [] }).kind).toBe(kind);
  expect(stopCauseOf({ code: '', reason: 'Task failed to start', containers: [{ name: 'web', reason }] }).kind).toBe(kind);
});

test('every kind of event has a text, and what AWS documents has a page', () => {
  const known = new Set(EVENT_TEXTS.flatMap(([, , ...kinds]) => kinds));
  expect(SERVICE_EVENTS.map(({ kind }) => kind).filter((kind) => !known.has(kind))).toEqual([]);
});

/** Names that ECS accepts, some of them made of the words of its own texts. */
const NAME = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
  fc.constantFrom(
    'attribute', 'no-cpu_insufficient-memory', 'RESOURCE-CPU', 'AGENT', 'rolling-back', 'protected-tasks', 'unable-to-place-a-task',
    'steady', 'deployment-failed', 'service-discovery', 'being-throttled', 'AZ-balanced',
  ),
);

test('names never decide what a text says', () => {
  fc.assert(fc.property(fc.constantFrom(...EVENT_TEXTS), fc.constantFrom(...FILLED), NAME, NAME, fc.boolean(), (
    [, text, ...kinds], values, name, other, ofSet,
  ) => {
    const group = `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/${other}/0a`;
    const service = `service ${name}${ofSet ? `, taskSet ecs-svc/${other}` : ''}`;
    expect(kindsOf(filled(text, { ...values, service, name, group, instance: '0a' }))).toEqual(kinds);
    // Older services leave out the parentheses.
    expect(kindsOf(filled(text.replace('({service})', `service ${name}`), { ...values, group, name }))).toEqual(kinds);
  }));
});

const STRANGE = fc.array(fc.constantFrom(
  'was', 'has', 'is', 'did', 'something', 'that', 'nobody', 'knows', 'with', 'task', 'tasks', 'because', 'of', 'memory', 'port', 'the',
  'cluster', '2', 'in', 'us-east-1a', 'quota', 'role', 'attribute', '\u001b[31m', '\u202e', '\n', '"', '\'', '(', ')', '{}', '__proto__',
), { minLength: 1, maxLength: 200 }).map((words) => words.join(' '));

test('a text that nobody knows says nothing, whatever its names', () => {
  fc.assert(fc.property(NAME, STRANGE, (name, words) => {
    expect(kindsOf(`(service ${name}) ${words}`)).toEqual([]);
    expect(stopCauseIn(`(service ${name}) ${words}`)).toBeUndefined();
  }));
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 20_000 }), (text) => { eventKindsOf(text); stopCauseIn(text); }));
});

test('an event that gives the reason of a stopped task says why it stopped', () => {
  const place = '(service web) was unable to place a task. Reason: ';
  expect(stopCauseIn(`${place}CannotPullContainerError: web:9: not found`)?.kind).toBe('IMAGE_NOT_FOUND');
  const unreached = 'ResourceInitializationError: unable to pull secrets: dial tcp: i/o timeout';
  expect(stopCauseIn(`${place}${unreached}`)?.kind).toBe('SECRET_UNREACHABLE');
  expect(stopCauseIn(`${place}Internal error.`)).toBeUndefined();
});
