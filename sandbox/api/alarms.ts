import { ApiError } from './errors';
import type { AlarmState } from '../template/alarm-model';
import { arn, DEFAULT_PLACE } from '../template/identifiers';
import type { DescribedModel } from '../template/model';

/** The state of an alarm since when, in milliseconds since the epoch or 0, and why. */
interface StateOfAlarm {
  readonly state: AlarmState;
  readonly reason: string;
  readonly at: number;
}

type Request = Readonly<Record<string, unknown>>;

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const MOST_RECORDS = 100;
const USUAL_RECORDS = 50;

/** What CloudWatch says of the template's alarms. */
export class AlarmsApi {
  public readonly operations: Readonly<Record<string, (request: Request) => object>> = {
    DescribeAlarms: (request) => this.describeAlarms(request),
  };

  /** @param stateOf the state of an alarm by its name */
  constructor(private readonly described: readonly DescribedModel[], private readonly stateOf: (name: string) => StateOfAlarm) {}

  private describeAlarms(request: Request): object {
    const { StateValue, AlarmTypes = ['MetricAlarm'], MaxRecords = USUAL_RECORDS, NextToken } = request;
    if (StateValue !== undefined && !STATES.includes(StateValue as AlarmState)) {
      throw new ApiError('ValidationError', `StateValue must be one of ${STATES.join(', ')}, got '${String(StateValue)}'`);
    }
    const size = Number(MaxRecords);
    if (!Number.isInteger(size) || size < 1 || size > MOST_RECORDS) {
      throw new ApiError('ValidationError', `MaxRecords must be between 1 and ${MOST_RECORDS}, got ${String(MaxRecords)}`);
    }
    const start = Number(NextToken ?? 0);
    const found = (AlarmTypes as readonly string[]).flatMap((type) => (
      this.described.filter((each) => each.type === TYPES[type])
    )).filter(({ reference }) => StateValue === undefined || this.stateOf(reference).state === StateValue);
    if (!Number.isInteger(start) || start < 0 || (start > 0 && start >= found.length)) {
      throw new ApiError('InvalidNextToken', 'The next token specified is invalid.');
    }
    const page = found.slice(start, start + size);
    const ofType = (type: string) => page.filter((each) => each.type === TYPES[type]).map((each) => this.shape(each));
    return {
      MetricAlarms: ofType('MetricAlarm'),
      CompositeAlarms: ofType('CompositeAlarm'),
      ...start + size < found.length ? { NextToken: String(start + size) } : {},
    };
  }

  /** The names of CloudFormation are those of the API. */
  private shape({ reference, properties }: DescribedModel): object {
    const { state, reason, at } = this.stateOf(reference);
    const updated = at === 0 ? {} : { StateUpdatedTimestamp: at / 1_000, StateTransitionedTimestamp: at / 1_000 };
    return {
      ActionsEnabled: true,
      AlarmActions: [],
      ...properties,
      AlarmName: reference,
      AlarmArn: arn(DEFAULT_PLACE, 'cloudwatch', `alarm:${reference}`),
      StateValue: state,
      StateReason: reason,
      ...updated,
    };
  }
}

const TYPES: Readonly<Record<string, string>> = {
  MetricAlarm: 'AWS::CloudWatch::Alarm', CompositeAlarm: 'AWS::CloudWatch::CompositeAlarm',
};
