import { GivenStack, recoverable } from './recovery-services';
import { LayeredHealth, type LayeredHealthProps, StagedRecovery } from '../../src';
import { fargateService } from '../fixtures';

const health = (props: Partial<LayeredHealthProps>) => {
  const given = new GivenStack();
  const { stack, cluster, alertTopic } = given;
  return new LayeredHealth(stack, 'Health', {
    contract: recoverable(),
    service: fargateService(stack, cluster),
    alert: { topic: alertTopic },
    ...props,
  });
};

test('recovers on demand, and only then', () => {
  expect(health({ recovery: {} }).recovery).toBeInstanceOf(StagedRecovery);
  expect(health({}).recovery).toBeUndefined();
});

test.each([
  [
    'whoever recovers tells',
    { alert: undefined, alarmActions: [{ bind: () => ({ alarmActionArn: 'arn' }) }] },
    /recovery without alert,/,
  ],
  ['an alarm has to start it', { alarms: false }, /recovery with verify: false or alarms: false/],
  ['somebody has to verify', { verify: false }, /recovery with verify: false or alarms: false/],
])('%s', (_, props, error) => {
  expect(() => health({ recovery: {}, ...props })).toThrow(error);
});
