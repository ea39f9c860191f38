import { Duration } from 'aws-cdk-lib';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { definitionOf, GivenStack } from './recovery-services';
import { ApplicationRecovery, RecoveryMode } from '../../src';
import { RECOVERY_STATE as NAME } from '../../src/shared/recovery-settings';

type Asked = (stack: GivenStack) => ApplicationRecovery | undefined;

const nobody: Asked = () => undefined;
const endpoint: Asked = () => ApplicationRecovery.http('/ask');
const fn: Asked = ({ stack }) =>
  ApplicationRecovery.lambda(LambdaFunction.fromFunctionArn(stack, 'Mine', 'arn:aws:lambda:eu-west-1:123456789012:function:mine'));

function recovering(application: Asked, restartInPlace: Asked, approvalWithin?: Duration) {
  const stack = new GivenStack();
  const own = stack.service('Own');
  const container = own.service.taskDefinition.addContainer('Again', {
    image: ContainerImage.fromRegistry('web'),
    enableRestartPolicy: true,
  });
  const asked = { application: application(stack), restartInPlace: restartInPlace(stack) };
  stack.recovery({ ...own, ...asked, container, mode: RecoveryMode.ACT, approvalWithin });
  return definitionOf(stack.template());
}

test.each<[name: string, application: Asked, restartInPlace: Asked, knowsProber: boolean]>([
  ['nothing is asked', nobody, nobody, false],
  ['only the application, by HTTP', endpoint, nobody, true],
  ['only for a restart, by HTTP', nobody, endpoint, true],
  ['both by HTTP', endpoint, endpoint, true],
  ['the application by a function, a restart by HTTP', fn, endpoint, true],
  ['the application by a function alone', fn, nobody, false],
])('the prober stands in the settings where it has to ask: %s', (_, application, restartInPlace, knowsProber) => {
  const { StartAt, States } = recovering(application, restartInPlace);
  const { Result: settings, ResultPath } = States[StartAt];
  expect(ResultPath).toBe('$.settings');
  expect(settings.prober).toEqual(knowsProber ? expect.stringMatching(/^LayeredHealthVerifier.*Prober/) : undefined);
});

test('each answer of a person is told apart, and so is none', () => {
  const { States } = recovering(nobody, nobody, Duration.minutes(5));
  const ask = States[NAME.askPeople];
  expect(ask.Catch.map(({ ErrorEquals, Next }: any) => [ErrorEquals, Next])).toEqual([
    [['States.Timeout'], NAME.unanswered], [['DENIED'], NAME.denied], [['States.ALL'], expect.any(String)],
  ]);
  expect([NAME.unanswered, NAME.denied, NAME.approved].map((name) => [States[name].Result, States[name].ResultPath])).toEqual([
    ['UNANSWERED', '$.approval'], ['DENIED', '$.approval'], ['APPROVED', '$.approval'],
  ]);
  expect(ask.Next).toBe(NAME.approved);
});
