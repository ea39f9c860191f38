import fc from 'fast-check';
import { HOSTILE } from './pages';
import { FAULTS } from '../../lambda/diagnosis/faults';
import type { Fault } from '../../lambda/shared/verdict';
import type { PlayedScenario } from '../../sandbox/scenarios/played';

/** A scenario as it might have been played. */
export function played(changes: Partial<PlayedScenario> = {}): PlayedScenario {
  const task = (id: string, health: 'HEALTHY' | 'UNHEALTHY', target: 'healthy' | 'unhealthy') => ({
    id, status: 'RUNNING', health, targets: [target], serves: health === 'HEALTHY' && target === 'healthy',
  });
  const well = { status: 'UP', fault: 'HEALTHY', layer: null, remedy: 'NONE', evidence: [] } as const;
  const hung = { status: 'DEGRADED', fault: 'HUNG', layer: 'L7', remedy: 'RESTART', evidence: ['liveness: no answer'] } as const;
  const [answers, silent] = (['OK', 'TIMEOUT'] as const).map((outcome) => [
    { layer: 'L4', check: 'port', status: 'UP', outcome: 'OK' } as const,
    { layer: 'L7', check: 'liveness', status: outcome === 'OK' ? 'UP' : 'DOWN', outcome } as const,
  ]);
  return {
    scenario: {
      name: 'a task hangs',
      file: 'hang.yaml',
      run: { web: 'node server.js' },
      environment: {},
      scaledTimeouts: false,
      steps: [],
    },
    passed: true,
    seconds: 12.34,
    steps: [
      { step: { kind: 'wait', until: 'healthy', withinSeconds: 600, line: 5 }, from: 0, to: 60 },
      { step: { kind: 'do', fault: 'hang', parameters: {}, line: 6 }, from: 60, to: 60 },
      { step: { kind: 'expect', expected: { fault: ['HUNG'] }, withinSeconds: 180, line: 7 }, from: 60, to: 120 },
      { step: { kind: 'never', expected: { remedy: ['RECOVER'] }, line: 8 }, from: 120 },
    ],
    looks: [60, 120, 180, 240].map((at) => ({
      at,
      service: at < 120 ? well : hung,
      summary: '',
      tasks: [
        { ...at < 120 ? well : hung, task: 'a'.repeat(32), checks: at < 120 ? answers : silent },
        { ...well, task: 'b'.repeat(32), checks: answers },
      ],
    })),
    states: [
      { at: 0, tasks: [task('a'.repeat(32), 'HEALTHY', 'healthy'), task('b'.repeat(32), 'HEALTHY', 'healthy')] },
      { at: 150, tasks: [task('a'.repeat(32), 'HEALTHY', 'unhealthy'), task('b'.repeat(32), 'HEALTHY', 'healthy')] },
      { at: 210, tasks: [task('a'.repeat(32), 'UNHEALTHY', 'unhealthy'), task('b'.repeat(32), 'HEALTHY', 'healthy')] },
    ],
    messages: [{ at: 190, subject: 'web: DEGRADED, HUNG at L7', text: 'One of two tasks hangs.' }],
    events: [],
    ...changes,
  };
}

const moments = fc.integer({ min: 0, max: 5000 });
const anyText = fc.oneof(fc.constant(HOSTILE), fc.string(), fc.string({ minLength: 100, maxLength: 200 }));

/** Whatever may have been seen, of up to forty tasks. */
export function anyPlayed(): fc.Arbitrary<PlayedScenario> {
  const ids = fc.constantFrom(...Array.from({ length: 40 }, (_, index) => `task-${index}-of-the-service`));
  const diagnosis = fc.record({
    status: fc.constantFrom('UP', 'DEGRADED', 'DOWN', 'OUT_OF_SERVICE', 'UNKNOWN'),
    fault: fc.constantFrom(...Object.keys(FAULTS) as Fault[]),
    layer: fc.constantFrom(null, 'L4', 'ECS'),
    remedy: fc.constantFrom('NONE', 'WAIT', 'RESTART', 'ALERT'),
    evidence: fc.array(anyText, { maxLength: 2 }),
  } as const);
  const check = fc.record({
    layer: fc.constantFrom('L3', 'L7'),
    check: fc.constantFrom('network', 'liveness'),
    status: fc.constantFrom('UP', 'DOWN', 'SKIPPED'),
    outcome: fc.constantFrom('OK', 'TIMEOUT', 'SKIPPED', 'PROBER', 'NOT_YET'),
  } as const);
  const look = fc.record({
    at: moments,
    service: diagnosis,
    summary: anyText,
    tasks: fc.uniqueArray(ids, { maxLength: 30 }).chain((names) => fc.tuple(...names.map((task) => (
      fc.tuple(diagnosis, fc.array(check, { maxLength: 3 })).map(([each, checks]) => ({ ...each, task, checks }))
    )))),
  });
  const state = fc.record({
    at: moments,
    tasks: fc.uniqueArray(ids, { maxLength: 30 }).chain((names) => fc.tuple(...names.map((id) => fc.record({
      id: fc.constant(id),
      status: fc.constantFrom('PENDING', 'RUNNING', 'STOPPING'),
      health: fc.constantFrom('HEALTHY', 'UNHEALTHY', 'UNKNOWN'),
      targets: fc.array(fc.constantFrom('initial', 'healthy', 'unhealthy', 'unavailable', 'draining'), { maxLength: 2 }),
      serves: fc.boolean(),
    } as const)))),
  });
  const inOrder = <T extends { readonly at: number }>(each: fc.Arbitrary<T>) => (
    fc.array(each, { maxLength: 8 }).map((all) => all.sort((one, other) => one.at - other.at))
  );
  return fc.record({
    looks: inOrder(look),
    states: inOrder(state),
    messages: inOrder(fc.record({ at: moments, subject: anyText, text: anyText })),
    passed: fc.boolean(),
    problem: fc.option(anyText, { nil: undefined }),
  }).map((changes) => played(changes as Partial<PlayedScenario>));
}
