import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { AlertFormat } from '../shared/alert-format';

/** Where readable messages are sent, and how they are written. */
export interface AlertOptions {
  /** A standard SNS topic, of any region: nobody can subscribe to a FIFO topic by e-mail or chat. */
  readonly topic: ITopic;

  /**
   * How messages are written.
   * @default AlertFormat.TEXT
   */
  readonly format?: AlertFormat;
}
