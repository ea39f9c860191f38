import type { Message } from '../../signals/message';
import { renderMessage } from '../../signals/render-message';

/** A message that lacks the task token, which only the state machine knows: it publishes `parts` with the token between them. */
export interface QuestionParts {
  readonly subject: string;
  readonly parts: readonly string[];
}

/** Stands where the state machine puts the task token. Letters only, so that no format changes it. */
export const TOKEN_PLACEHOLDER = 'TASKTOKENOFTHEEXECUTION';

/** Renders a message that contains the placeholder, and splits it there. */
export function renderQuestion(message: Message, format: 'TEXT' | 'CHAT'): QuestionParts {
  const { subject, message: text } = renderMessage(message, format);
  return { subject, parts: text.split(TOKEN_PLACEHOLDER) };
}
