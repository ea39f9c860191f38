import { Duration } from 'aws-cdk-lib';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { cannotExecute } from './interpreter';
import { definitionOf, GivenStack } from './recovery-services';
import { failing, World } from './world';
import { ApplicationRecovery, RecoveryMode, type StagedRecoveryProps } from '../../src';
import { RECOVERY_STATE as STATE } from '../../src/shared/recovery-settings';
import { needing } from '../needs';

const synthesized = (props: Partial<StagedRecoveryProps> = {}, exits = false) => {
  const stack = new GivenStack();
  const given = stack.service('Own');
  const container = given.service.taskDefinition.addContainer('Again', {
    image: ContainerImage.fromRegistry('web'),
    enableRestartPolicy: true,
  });
  const exit = exits ? { container, restartInPlace: ApplicationRecovery.http('/exit') } : {};
  stack.recovery({ ...given, mode: RecoveryMode.ACT, ...exit, ...props });
  return definitionOf(stack.template());
};
const application = { application: ApplicationRecovery.http('/recover') };

needing(cannotExecute).describe('the definition, executed as it is synthesized', () => {
  const act = synthesized();
  const asking = synthesized(application);
  const approved = synthesized({ approvalWithin: Duration.minutes(5) });
  let world: World;
  beforeEach(() => { world = new World(); });
  /** Whatever happens: the lock is free, one message tells the end. */
  const ended = () => {
    expect(world.item.holder).toBeUndefined();
    expect(world.visited.filter((state) => state === STATE.alert || state === STATE.alertPlainly)).toHaveLength(1);
    return world.messages.at(-1)!;
  };

  test('stops one task, once, and sees the service well again', async () => {
    const outcome = await world.run(act);
    expect(outcome).toMatchObject({ incident: 'incident-1', decision: 'RECOVERED', stage: 'LAST_RESORT', task: 'task-1' });
    expect(outcome.steps.map(({ decision }: any) => decision)).toEqual(['STOP_TASK', 'RECOVERED']);
    expect(world.stopped).toEqual(['arn:aws:ecs:eu-west-1:111122223333:task/prod/task-1']);
    expect(ended()).toMatchObject({
      subject: expect.stringMatching(/: recovered$/),
      text: expect.stringMatching(/has recovered: the task was replaced, and the service is healthy\./),
    });
    expect(world.item.acts!.split(' ')).toHaveLength(1);
  });

  test('stops nothing where the application recovers itself', async () => {
    world.after[STATE.askApplication] = () => { if (world.asked.length === 2) { world.faults[0] = 'HEALTHY'; } };
    expect(await world.run(asking)).toMatchObject({
      decision: 'RECOVERED',
      stage: 'APPLICATION',
      reason: 'task task-1 is healthy again',
    });
    expect(world.asked).toHaveLength(2);
    expect(world.stopped).toEqual([]);
    ended();
  });

  test('asks as often as the contract says, whether it is heard or not, before it stops anything', async () => {
    world.on[STATE.askApplication] = () => { throw failing('Error'); };
    expect(await world.run(asking)).toMatchObject({ decision: 'RECOVERED', stage: 'LAST_RESORT' });
    expect(world.visited.filter((state) => state === STATE.askApplication)).toHaveLength(2);
    expect(world.stopped).toHaveLength(1);
  });

  test('starts a container again before it stops a task', async () => {
    world.after[STATE.askExit] = () => { world.faults[0] = 'HEALTHY'; };
    expect(await world.run(synthesized({}, true))).toMatchObject({ decision: 'RECOVERED', stage: 'CONTAINER' });
    expect(world.visited.indexOf(STATE.recordExit)).toBeLessThan(world.visited.indexOf(STATE.askExit));
    expect(world.stopped).toEqual([]);
  });

  test('one after the other: what was stopped is verified before the next', async () => {
    world.faults = ['HUNG', 'HUNG', 'HEALTHY', 'HEALTHY'];
    expect(await world.run(synthesized({ minHealthyTasks: 2 }))).toMatchObject({ decision: 'RECOVERED' });
    expect(world.stopped.map((arn) => arn.split('/').pop())).toEqual(['task-1', 'task-2']);
    ended();
  });

  test.each<[string, string, (world: World) => void]>([
    [
      'SWITCHED_OFF',
      'the switch is off',
      (given) => {
        given.switchedOff = true;
      },
    ],
    [
      'UNKNOWN_DIAGNOSIS',
      'nobody can look',
      (given) => {
        given.blind = true;
      },
    ],
    [
      'STALE_DIAGNOSIS',
      'the look is old',
      (given) => {
        given.age = 61_000;
      },
    ],
    [
      'DEPLOYING',
      'ECS deploys',
      (given) => {
        given.deploying = true;
      },
    ],
    [
      'SYSTEMIC',
      'three of four hang',
      (given) => {
        given.faults = ['HUNG', 'HUNG', 'HUNG', 'HEALTHY'];
      },
    ],
    [
      'TASK_CHANGED',
      "the address is another's",
      (given) => {
        given.address = '10.0.0.99';
      },
    ],
    [
      'TASK_PROTECTED',
      'the task is protected',
      (given) => {
        given.isProtected = true;
      },
    ],
    [
      'NO_REPLACEMENT',
      'it is the only one',
      (given) => {
        given.faults = ['HUNG'];
        given.desired = 1;
      },
    ],
    [
      'TOO_FEW_HEALTHY',
      'another one fails',
      (given) => {
        given.faults = ['HUNG', 'PORT_FILTERED', 'HEALTHY', 'HEALTHY'];
      },
    ],
    [
      'BUDGET_SPENT',
      'it was restarted twice',
      (given) => {
        given.item.acts = [1, 2].map((minutes) => new Date(Date.now() - minutes * 60_000).toISOString()).join(' ');
      },
    ],
  ])('does nothing, and names %s: %s', async (guard, _, change) => {
    change(world);
    expect(await world.run(act)).toMatchObject({ decision: 'BLOCKED', guard });
    expect(world.stopped).toEqual([]);
    expect(ended().text).toContain(`blocked by ${guard}`);
  });

  test('does nothing in hours of maintenance', async () => {
    const minutes = (offset: number) => new Date(Date.now() + offset * 60_000).toISOString().slice(11, 16);
    expect(await world.run(synthesized({ maintenance: [{ start: minutes(-5), end: minutes(5) }] }))).toMatchObject({
      guard: 'MAINTENANCE',
    });
    expect(world.stopped).toEqual([]);
  });

  test('draining is waited for, not cut short', async () => {
    world.after[STATE.askApplication] = () => { world.faults[0] = 'DRAINING'; };
    expect(await world.run(asking)).toMatchObject({ decision: 'BLOCKED', guard: 'DRAINING' });
    expect(world.stopped).toEqual([]);
  });

  test('one that only observes says what it would do', async () => {
    expect(await world.run(synthesized({ mode: RecoveryMode.OBSERVE }))).toMatchObject({
      guard: 'OBSERVING',
      dryRun: 'it would stop task task-1',
    });
    expect(world.stopped).toEqual([]);
    expect(ended().text).toContain('would stop task task-1');
  });

  test.each(['ECS.ThrottlingException', 'States.Timeout'])('%s of StopTask: people are told, and nothing is tried again', async (error) => {
    world.on[STATE.stop] = () => { throw failing(error); };
    expect(await world.run(act)).toMatchObject({ decision: 'ESCALATED', reason: expect.stringContaining(`(${error})`) });
    expect(world.visited.filter((state) => state === STATE.stop)).toHaveLength(1);
    expect(ended().text).toContain('it is not tried again');
  });

  test('an answer that is lost after StopTask leads to no second act', async () => {
    world.after[STATE.stop] = () => { throw failing('States.Timeout'); };
    await world.run(act);
    expect(world.stopped).toHaveLength(1);
    // The alarm goes off again: what was recorded counts, and the next one may not follow beyond the budget.
    world.faults = ['HUNG', 'HEALTHY', 'HEALTHY', 'HEALTHY'];
    world.item.acts = `${world.item.acts} ${world.item.acts}`;
    expect(await world.run(act, 'incident-2')).toMatchObject({ guard: 'BUDGET_SPENT' });
    expect(world.stopped).toHaveLength(1);
  });

  test('what cannot be recorded is not done', async () => {
    world.on[STATE.recordStop] = () => { world.item = { ...world.item, acts: 'somebody else wrote' }; };
    expect(await world.run(act)).toMatchObject({ decision: 'BLOCKED', guard: 'ANOTHER_RECOVERY' });
    expect(world.stopped).toEqual([]);
  });

  test('of two at once, one holds the lock', async () => {
    let second: Promise<any> | undefined;
    const other = new World();
    world.on[STATE.recordStop] = () => {
      other.item = world.item;
      second ??= other.run(act, 'incident-2');
    };
    expect(await world.run(act)).toMatchObject({ decision: 'RECOVERED' });
    expect(await second).toMatchObject({ decision: 'BLOCKED', guard: 'ANOTHER_RECOVERY' });
    expect(other.stopped).toEqual([]);
    expect(other.item.holder).toMatch(/incident-1$/);
  });

  test('a lock that somebody left behind ends by itself', async () => {
    world.item = { holder: 'somebody', until: new Date(Date.now() - 1_000).toISOString(), acts: '' };
    expect(await world.run(act)).toMatchObject({ decision: 'RECOVERED' });
  });

  test.each([
    [undefined, 'RECOVERED', 1],
    ['DENIED', 'ESCALATED', 0],
    ['States.Timeout', 'ESCALATED', 0],
    ['SNS.Throttled', 'ESCALATED', 0],
  ] as const)('people answer %s: %s', async (answer, decision, stops) => {
    if (answer) {
      world.after[STATE.askPeople] = () => {
        throw failing(answer);
      };
    }
    expect(await world.run(approved)).toMatchObject({ decision });
    expect(world.stopped).toHaveLength(stops);
    expect(world.messages[0].text).toMatch(
      /TOKEN=TOKEN\+\/=\n.*send-task-success --task-output true --task-token "\$TOKEN" --region eu-west-1\n.*send-task-failure/,
    );
    ended();
  });

  test('a yes does not override what changed meanwhile', async () => {
    world.after[STATE.askPeople] = () => { world.deploying = true; };
    expect(await world.run(approved)).toMatchObject({ guard: 'DEPLOYING' });
    expect(world.stopped).toEqual([]);
  });

  test('people are told even where the function is gone', async () => {
    for (const state of [STATE.prepare, STATE.writeMessage]) {
      world.on[state] = () => {
        throw failing('Lambda.ResourceNotFoundException');
      };
    }
    await expect(world.run(act)).rejects.toThrow();
    expect(ended().text).toMatch(/could not be written.*execution:recovery:incident-1/);
  });

  test('the lock is released even where nobody could be told', async () => {
    world.on[STATE.alert] = () => { throw failing('SNS.Throttled'); };
    await expect(world.run(act)).rejects.toThrow();
    expect(world.item.holder).toBeUndefined();
    expect(world.stopped).toHaveLength(1);
  });
});
