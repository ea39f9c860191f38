import { chatNotification, type Message, plainText, subject } from '../events/message';

/** A message as SNS takes it. */
export interface Written {
  readonly subject: string;
  readonly message: string;
}

/** A message with a gap, which the state machine fills: SNS takes `parts` with the same text between them. */
export interface WrittenWithGaps {
  readonly subject: string;
  readonly parts: readonly string[];
}

/** Stands where the state machine puts its token. Letters only, so that no format changes it. */
export const GAP = 'TASKTOKENOFTHEEXECUTION';

/** Chat applications subscribe through HTTPS and get their schema there; everyone else gets text. */
export function written(message: Message, format: 'TEXT' | 'CHAT'): Written {
  const text = plainText(message);
  return { subject: subject(message), message: format === 'TEXT' ? text : JSON.stringify({ default: text, https: chatNotification(message) }) };
}

export function writtenWithGaps(message: Message, format: 'TEXT' | 'CHAT'): WrittenWithGaps {
  const { subject: title, message: text } = written(message, format);
  return { subject: title, parts: text.split(GAP) };
}
