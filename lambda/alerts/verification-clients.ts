import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CLIENT_SETTINGS } from '../evidence/client-settings';

export { callVerifier } from './call-verifier';

// A file of its own in the bundle too, as it is required and not imported: it is loaded when the first event asks for a verification.
let scheduler: SchedulerClient | undefined;

/** What a schedule hands to which function. */
export interface Handed {
  readonly functionArn?: string;
  readonly input?: string;
}

/** Reads a schedule of the default group. */
export async function readSchedule(name: string, abortSignal: AbortSignal): Promise<Handed> {
  scheduler ??= new SchedulerClient(CLIENT_SETTINGS);
  const { Target } = await scheduler.send(new GetScheduleCommand({ Name: name, GroupName: 'default' }), { abortSignal });
  return { functionArn: Target?.Arn, input: Target?.Input };
}
