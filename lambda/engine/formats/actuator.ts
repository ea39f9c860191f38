import type { Answer, JsonObject, Reading } from './answer';
import { isObject } from './answer';
import { type Parts, summarize } from './components';
import { weigh } from './reading';
import { readStatus } from './status-word';

/**
 * Reads Spring Boot Actuator: `{"status":"UP","components":{…}}`, or `details` in place of `components` before Spring Boot 2.2.
 *
 * The root's status counts: which component may fail is the application's decision. Only a status of the application's own, which
 * means nothing here, leaves it to the components. They may be hidden, that is the default.
 */
export function readActuator(answer: Answer, document: JsonObject): Reading | undefined {
  if (typeof document.status !== 'string') { return undefined; }
  // In an answer with `components`, `details` are a component's own facts and may hold anything.
  const member = isObject(document.components) ? 'components' : 'details';
  const partsOf = (component: JsonObject): Parts => isObject(component[member]) ? Object.entries(component[member]) : [];
  const components = summarize(partsOf(document), partsOf);
  return weigh(answer, document.status, readStatus(document.status) ?? components.worst, components);
}
