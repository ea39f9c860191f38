import type { Scenario } from './scenarios';
import type { Diagnosis } from '../../lambda/shared/verdict';
import type { Report, TaskReport } from '../../lambda/verification/report/report';
import type { Message } from '../shared/message-log';

/** The result of a scenario. */
export interface PlayedScenario {
  readonly scenario: Scenario;
  /** Report of the verifier; absent when the scenario itself failed. */
  readonly report?: Report;
  /** The task that the scenario is about; absent when that task is gone. */
  readonly task?: TaskReport;
  /** Diagnosis of the scenario's subject: the service, or the task that it is about. */
  readonly diagnosis?: Diagnosis;
  /** The alert, where the scenario expects one, or the message that recovery sends. */
  readonly message?: Message;
  /** Seconds from the fault to the diagnosis. */
  readonly seconds: number;
  /** How the result differs from what the scenario expects; absent when it does not. */
  readonly problem?: string;
}
