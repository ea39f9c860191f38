import type { Answer, JsonObject, Reading } from './answer';
import { isObject } from './answer';
import { type ComponentSummary, type Parts, summarize } from './components';
import { reading, type ReadingOutcome, weigh } from './reading';
import { normalizeWord, readStatus } from './status-word';
import type { Status } from '../../report/report';

/** Of certificates, by Spring Boot's `SslHealthIndicator` since 3.4. It stands in no aggregation order: the root never says it. */
const EXPIRES_SOON = 'willexpiresoon';

/**
 * Reads Spring Boot Actuator: `{"status":"UP","components":{…}}`, or `details` in place of `components` before Spring Boot 2.2. A
 * group's endpoint answers in the same shape, and the root's `groups` are names only.
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
  const status = readStatus(document.status) ?? components.worst;
  const weighed = weigh(answer, document.status, status, components);
  const certificate = certificateOutcome(weighed, normalizeWord(document.status), status, components);
  return certificate ? reading(certificate, weighed.detail, components) : weighed;
}

/**
 * What the application says of its certificates where nothing worse is said. One that is no longer valid makes it OUT_OF_SERVICE,
 * which here is nobody's purpose: told apart from a drain by being the only component that says so.
 */
function certificateOutcome(weighed: Reading, word: string, status: Status | undefined, { notUp }: ComponentSummary): ReadingOutcome | undefined {
  const out = notUp.filter((component) => component.status === 'OUT_OF_SERVICE');
  const inner = out.filter(({ name }) => !out.some((other) => other.name.startsWith(`${name}/`)));
  if (status === 'OUT_OF_SERVICE') { return inner.length > 0 && inner.every(({ name }) => isCertificate(name)) ? 'CERTIFICATE_INVALID' : undefined; }
  const expiring = word === EXPIRES_SOON || notUp.some((component) => component.status === 'DEGRADED' && isCertificate(component.name));
  const nothingElse = weighed.outcome === 'OK' || (weighed.outcome === 'DEGRADED' && word === EXPIRES_SOON);
  return expiring && nothingElse ? 'CERTIFICATE_EXPIRING' : undefined;
}

/** The indicator's name is `ssl`, at whatever depth. */
function isCertificate(name: string): boolean {
  return name.split('/').pop() === 'ssl';
}
