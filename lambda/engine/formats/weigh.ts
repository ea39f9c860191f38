import { STATUS_CODES } from 'node:http';
import type { Answer, Reading } from './answer';
import type { Said } from './document';
import { tellReason } from './reason';
import { isPage, quote } from './text';
import { meaningOfProse } from './vocabulary';
import type { Outcome } from '../../shared/check-result';
import { cleanText } from '../../shared/text';
import type { Status } from '../../shared/verdict';
import { meaningOfCode } from '../application/status-codes';

/** Components that a detail names; the rest is in the reading. */
const NAMES_IN_DETAIL = 5;

const STATUS_OF = {
  OK: 'UP',
  UNHEALTHY: 'DOWN',
  MISSING: 'DOWN',
  REQUEST_REFUSED: 'DOWN',
  NOT_YET: 'DOWN',
  OVERLOADED: 'DEGRADED',
  OTHER_PROTOCOL: 'DOWN',
  OUT_OF_SERVICE: 'OUT_OF_SERVICE',
  DEGRADED: 'DEGRADED',
  CERTIFICATE_INVALID: 'DOWN',
  CERTIFICATE_EXPIRING: 'DEGRADED',
} as const satisfies Partial<Record<Outcome, Status>>;

/** Outcomes that a body or a status code can have. */
type ReadingOutcome = keyof typeof STATUS_OF;

/** A status code of which the body may say why: it is unavailable for a while (RFC 9110 section 15.6.4). */
const UNAVAILABLE = 503;

/** A reading with its status and a bounded detail. */
export function reading(outcome: ReadingOutcome, detail: string, components: Reading['components'] = []): Reading {
  return { outcome, status: STATUS_OF[outcome], detail: cleanText(detail), components };
}

/**
 * Weighs what the service says of itself against its status code: out of service is on purpose and starting is no failure whatever the
 * code; nobody who says that he is down, or answers with a code that is not accepted, is taken for well.
 */
export function weigh(answer: Answer, said: Said): Reading {
  const { parts: { notUp }, freshness, certificate } = said;
  const reason = isFine(answer, said) ? undefined : said.reason?.();
  const outcome = outcomeOf(answer, said, reason);
  const weighed = reading(certified(outcome, certificate), `${detailOf(answer, said, reason)}${hintOf(answer, outcome)}`, notUp);
  return freshness ? { ...weighed, freshness } : weighed;
}

/** Of one who is well nobody asks why. */
function isFine({ accepted }: Answer, { meaning }: Said): boolean {
  return accepted && (meaning === 'UP' || meaning === undefined);
}

function certified(outcome: ReadingOutcome, certificate: Said['certificate']): ReadingOutcome {
  if (certificate === 'invalid') { return 'CERTIFICATE_INVALID'; }
  return certificate === 'expiring' && (outcome === 'OK' || outcome === 'DEGRADED') ? 'CERTIFICATE_EXPIRING' : outcome;
}

function outcomeOf(answer: Answer, said: Said, reason: string | undefined): ReadingOutcome {
  const { meaning, parts, word } = said;
  if (!answer.accepted && !blamesService(answer, said)) { return byCode(answer, reason); }
  switch (meaning) {
    case 'OUT_OF_SERVICE': return 'OUT_OF_SERVICE';
    case 'NOT_YET': return 'NOT_YET';
    case 'DOWN': {
      const prose = answer.httpStatus === UNAVAILABLE && parts.notUp.length === 0 && reason ? meaningOfProse(reason, false) : undefined;
      return prose === 'NOT_YET' || prose === 'OUT_OF_SERVICE' ? prose : 'UNHEALTHY';
    }
    case 'DEGRADED':
      // Consul says a warning with 429.
      return answer.accepted || meaningOfCode(answer.httpStatus) === 'OVERLOADED' ? 'DEGRADED' : 'UNHEALTHY';
    default:
      if (answer.accepted) { return 'OK'; }
      if (meaning === 'UNKNOWN' && answer.httpStatus === UNAVAILABLE) { return 'NOT_YET'; }
      // Teleport states a sentence where others state a word.
      if (word !== undefined && meaningOfProse(word, true) === 'NOT_YET') { return 'NOT_YET'; }
      return byCode(answer, [word, reason].filter(Boolean).join(', '));
  }
}

/**
 * Whether a code that is about the question may be about health all the same: health+json says `fail` with any 4xx, AdonisJS with 400. A
 * mere `"status":"error"` beside one is any API's.
 */
function blamesService({ httpStatus, contentType }: Answer, { meaning, parts, word }: Said): boolean {
  const code = meaningOfCode(httpStatus);
  if (code === 'UNHEALTHY' || code === 'OVERLOADED' || /\bhealth\+json\b/i.test(contentType)) { return true; }
  // CouchDB is in maintenance with 404, which no other answer to a wrong question says.
  if (meaning === 'OUT_OF_SERVICE' || meaning === 'NOT_YET') { return true; }
  return code === 'REQUEST_REFUSED' && (meaning !== 'DOWN' || parts.notUp.length > 0 || word === 'healthy false');
}

/**
 * What an answer that states no status comes to.
 * @param prose what it says in sentences
 */
export function readByCode(answer: Answer, prose?: string): Reading {
  const outcome = byCode(answer, prose);
  return reading(outcome, `${codeText(answer)}${contentOf(answer, prose)}${hintOf(answer, outcome)}`);
}

function byCode(answer: Answer, prose: string | undefined): ReadingOutcome {
  const { accepted, httpStatus, retryAfter, body, contentType } = answer;
  if (accepted) { return 'OK'; }
  const said = meaningAtPath(answer) ?? (prose ? excuseOf(answer, prose) : undefined);
  if (said === 'NOT_YET' || said === 'OUT_OF_SERVICE' || said === 'OVERLOADED') { return said; }
  if (prose && meaningOfCode(httpStatus) === 'REQUEST_REFUSED' && HTTPS_PORT.test(prose)) { return 'OTHER_PROTOCOL'; }
  if (httpStatus === UNAVAILABLE && retryAfter !== undefined) {
    // A page for people is what maintenance shows; who sheds load answers machines, and a proxy speaks of whom it cannot reach.
    if (prose && BEHIND.test(prose)) { return 'UNHEALTHY'; }
    return isPage(body, contentType) ? 'OUT_OF_SERVICE' : 'OVERLOADED';
  }
  return meaningOfCode(httpStatus);
}

/** What a sentence says of an answer: with 500 only that it starts, and only a short one, since pages of errors hold any words. */
function excuseOf({ httpStatus, body, contentType }: Answer, prose: string): ReturnType<typeof meaningOfProse> {
  if (httpStatus === UNAVAILABLE) { return meaningOfProse(prose, true); }
  const isSentence = httpStatus === 500 && body.length <= SHORT_TEXT && !isPage(body, contentType);
  return isSentence && meaningOfProse(prose, true) === 'NOT_YET' ? 'NOT_YET' : undefined;
}

const SHORT_TEXT = 200;

/** How proxies call the server behind them. */
const BEHIND = /\b(?:backend|upstream|origin server|bad gateway)\b/i;

/** How Nginx, Go, Apache, Tomcat and Node say that HTTP came in plain text to a port with TLS. */
const HTTPS_PORT = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:port|server)|SSL-enabled|requires TLS/i;

/** APIs whose code alone says what theirs would not elsewhere. */
const AT_PATH: ReadonlyArray<{
  readonly path: RegExp;
  readonly codes: readonly number[];
  readonly meaning: 'NOT_YET' | 'OUT_OF_SERVICE';
}> = [
  // KServe's Open Inference Protocol, as Triton implements it. https://github.com/kserve/open-inference-protocol
  { path: /^\/v2\/(?:health\/(?:live|ready)|models\/[^?]+\/ready)$/, codes: [400, 503], meaning: 'NOT_YET' },
  // Prometheus and its relatives. https://prometheus.io/docs/prometheus/latest/management_api/
  { path: /^\/-\/ready$/, codes: [503], meaning: 'NOT_YET' },
  // Traefik, which is well or terminates. https://doc.traefik.io/traefik/operations/ping/
  { path: /^\/ping$/, codes: [503], meaning: 'OUT_OF_SERVICE' },
];

function meaningAtPath(answer: Answer): 'NOT_YET' | 'OUT_OF_SERVICE' | undefined {
  const { path = '', httpStatus, body } = answer;
  if (body !== '' && !repeatsCode(body, answer)) { return undefined; }
  const [asked = ''] = path.split('?', 1);
  return AT_PATH.find((at) => at.codes.includes(httpStatus) && at.path.test(asked))?.meaning;
}

/** `expected 200-299, got 503, status error: db DOWN (connection refused), retry after 30 s`. */
function detailOf(answer: Answer, said: Said, given: string | undefined): string {
  const word = said.word === undefined ? '' : `, status ${cleanText(said.word, 40)}`;
  const reason = given === undefined || given === said.word || repeatsCode(given, answer) ? undefined : tellReason(given);
  const parts = said.parts.notUp.length > 0 ? `: ${namesOf(said, reason)}` : reason ? `: ${reason}` : '';
  return `${codeText(answer)}${word}${parts}`;
}

function repeatsCode(text: string, { httpStatus }: Answer): boolean {
  return text.trim() === STATUS_CODES[httpStatus];
}

function namesOf({ parts: { notUp, reasons } }: Said, reason: string | undefined): string {
  const first = reasons.findIndex((each) => each !== undefined && each !== '');
  const names = notUp.slice(0, NAMES_IN_DETAIL).map(({ name, status }, at) => (
    `${cleanText(name, 40)} ${status}${reason && at === Math.max(0, first) ? ` (${reason})` : ''}`
  ));
  const more = notUp.length > NAMES_IN_DETAIL ? ` and ${notUp.length - NAMES_IN_DETAIL} more` : '';
  return `${names.join(', ')}${more}`;
}

/** What came instead of a status. */
function contentOf(answer: Answer, prose: string | undefined): string {
  const { accepted, body, contentType } = answer;
  if (isPage(body, contentType)) { return accepted || prose === undefined ? ', an HTML page' : `, an HTML page: ${quote(prose)}`; }
  return accepted || prose === undefined || repeatsCode(prose, answer) ? '' : `: ${tellReason(prose)}`;
}

/** What to do about it, where an answer of this kind has a usual cause. */
function hintOf(answer: Answer, outcome: ReadingOutcome): string {
  const { accepted, httpStatus, location, retryAfter, authority } = answer;
  if (accepted) { return ''; }
  const wait = retryAfter === undefined ? '' : `, retry after ${cleanText(retryAfter, 30)}${/^\d+$/.test(retryAfter) ? ' s' : ''}`;
  if (httpStatus >= 300 && httpStatus < 400) {
    if (location === undefined) { return ', a redirect without a location'; }
    const secure = /^https:/i.test(location) ? ' (it forces HTTPS: exempt the health path)' : '';
    return ` to ${tellReason(location)}${secure}, and redirects are not followed`;
  }
  if (outcome === 'OVERLOADED') { return `, limiting requests${wait}`; }
  if (outcome === 'OTHER_PROTOCOL') { return ': the port speaks TLS'; }
  if (outcome === 'MISSING' && httpStatus === 401) { return ', it requires a login'; }
  if ((outcome === 'MISSING' || outcome === 'REQUEST_REFUSED') && [400, 403, 421].includes(httpStatus) && authority !== undefined) {
    return `; it may refuse the Host header (${cleanText(authority, 60)}, as the load balancer sends it)`;
  }
  return wait;
}

/** The status code, against the expected ones where it is not one of them. */
export function codeText(answer: Answer): string {
  return answer.accepted ? `${answer.httpStatus}` : `expected ${answer.expected}, got ${answer.httpStatus}`;
}
