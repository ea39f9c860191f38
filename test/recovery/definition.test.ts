import { Duration } from 'aws-cdk-lib';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { definitionOf, GivenStack } from './recovery-services';
import { AlertFormat, ApplicationRecovery, RecoveryMode, type StagedRecoveryProps } from '../../src';
import { RECOVERY_STATE } from '../../src/shared/recovery-settings';

// It has no types of its own that TypeScript finds here.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const validate = require('asl-validator') as (definition: unknown, options?: unknown) => { isValid: boolean; errorsText: () => string };

type Ways = (stack: GivenStack) => Partial<StagedRecoveryProps>;

const VARIANTS: Record<string, Ways> = {
  'as it is by default': () => ({}),
  'with an application that is asked by HTTP, a container that starts again, and people': (stack) => ({
    ...everything(stack),
    application: ApplicationRecovery.http('/recover'),
    restartInPlace: ApplicationRecovery.http('/exit'),
  }),
  'with a function and a state machine, told in a chat': (stack) => ({
    ...everything(stack),
    alert: { topic: stack.alertTopic, format: AlertFormat.CHAT },
    application: ApplicationRecovery.lambda(
      LambdaFunction.fromFunctionArn(stack.stack, 'Mine', 'arn:aws:lambda:eu-west-1:123456789012:function:mine'),
    ),
    restartInPlace: ApplicationRecovery.stateMachine(
      StateMachine.fromStateMachineArn(stack.stack, 'Other', 'arn:aws:states:eu-west-1:123456789012:stateMachine:mine'),
    ),
  }),
};

function everything(stack: GivenStack): Partial<StagedRecoveryProps> {
  const given = stack.service('Own');
  const container = given.service.taskDefinition.addContainer('Again', {
    image: ContainerImage.fromRegistry('web'),
    enableRestartPolicy: true,
  });
  return { ...given, container, mode: RecoveryMode.ACT, approvalWithin: Duration.minutes(5) };
}

const synthesized = (ways: Ways) => {
  const stack = new GivenStack();
  stack.recovery(ways(stack));
  return definitionOf(stack.template());
};

describe.each(Object.entries(VARIANTS))('the definition %s', (_, ways) => {
  const definition = synthesized(ways);
  const states = Object.entries(definition.States);

  test('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(definition);
    expect([isValid, isValid ? '' : errorsText()]).toEqual([true, '']);
  });

  test('has no way out but through the message and the lock', () => {
    const ends = states.filter(([, { Type, End }]) => Type === 'Succeed' || Type === 'Fail' || End === true).map(([name]) => name);
    expect(ends.sort()).toEqual([RECOVERY_STATE.done, RECOVERY_STATE.alertFailed].sort());
    const nextOf = ({ Next, Catch = [], Choices = [], Default }: any): string[] => (
      [Next, Default, ...[...Catch, ...Choices].map((to: any) => to.Next)].filter(Boolean)
    );
    const before = (name: string) => states.filter(([, state]) => nextOf(state).includes(name)).map(([from]) => from);
    expect([...new Set(ends.flatMap(before))].sort()).toEqual([RECOVERY_STATE.release, RECOVERY_STATE.releaseAfterFailure].sort());
    expect(before(RECOVERY_STATE.release)).toEqual([RECOVERY_STATE.alert]);
  });

  test('catches whatever a task fails with', () => {
    const tasks = states.filter(([, { Type }]) => Type === 'Task');
    expect(tasks.length).toBeGreaterThanOrEqual(8);
    for (const [name, { Catch = [] }] of tasks) {
      expect([name, Catch.some(({ ErrorEquals }: any) => ErrorEquals.includes('States.ALL'))]).toEqual([name, true]);
    }
  });

  test('records before it stops, and stops nowhere else', () => {
    const to = (name: string) => states.filter(([, state]) => JSON.stringify(state).includes(`"Next":"${name}"`)).map(([from]) => from);
    expect(to(RECOVERY_STATE.stop)).toEqual([RECOVERY_STATE.recordStop]);
    expect(to(RECOVERY_STATE.recordStop)).toEqual([RECOVERY_STATE.which]);
    expect(to(RECOVERY_STATE.which)).toEqual([RECOVERY_STATE.decide]);
    expect(states.filter(([, state]) => String(state.Resource).endsWith(':ecs:stopTask')).map(([name]) => name)).toEqual([
      RECOVERY_STATE.stop,
    ]);
  });
});
