import { today } from '../clock';
import type { Finding } from '../finding';
import { checkAssertions } from './http-assertions';
import type { HttpAnswer } from './http-exchange';
import type { HttpHeaders } from './http-lines';
import type { BodyDemand } from './http-parser';
import type { Secrets } from './http-secrets';
import { judgeTime } from '../latency';
import { meaningOfCode } from './status-codes';
import type { CodeMeaningPlan, HttpEndpointPlan } from '../../../src/shared/plan';
import { acceptsStatus, DEFAULT_STATUS_CODES } from '../../../src/shared/status-codes';
import type { Outcome } from '../../shared/check-result';
import { cleanText } from '../../shared/text';
import { readAnswer } from '../formats/read';

/**
 * Whether the body is worth waiting for. Of a code that is about the question it is `welcome`: it may tell more, and when it does not
 * come, the code is enough.
 */
export function wantsBody(endpoint: HttpEndpointPlan, status: number, headers: HttpHeaders): BodyDemand {
  if (!acceptsStatus(endpoint.statusCodes ?? DEFAULT_STATUS_CODES, status)) {
    const meaning = meaningOfCode(status);
    if (meaning === 'REQUEST_REFUSED') { return 'welcome'; }
    if (meaning === 'MISSING') { return /\bjson\b/i.test(headers.get('content-type') ?? '') ? 'welcome' : 'no'; }
  }
  const isNeeded = (endpoint.format ?? 'auto') !== 'status-only'
    || (endpoint.assertions ?? []).some(({ on }) => on !== 'header')
    || (endpoint.warnAfterMs ?? endpoint.failAfterMs) !== undefined; // these reach to the last byte
  return isNeeded ? 'needed' : 'no';
}

/**
 * What an answer comes to: its status code and body first, then the assertions, its age and, where all that is well, its time.
 *
 * @param authority what was sent as Host
 * @param ms from connect to the last byte
 */
export function judgeAnswer(answer: HttpAnswer, endpoint: HttpEndpointPlan, secrets: Secrets, authority: string, ms: number): Finding {
  const headers: HttpHeaders = secrets.isEmpty
    ? answer.headers
    : new Map([...answer.headers].map(([name, value]) => [name, secrets.redactAnswer(value)]));
  const encoding = compressionOf(headers);
  const body = encoding ? '' : secrets.redactAnswer(textOf(answer.body));
  const finding = readBody(answer, endpoint, headers, body, encoding, authority);
  if (finding.outcome !== 'OK' && finding.outcome !== 'DEGRADED' && finding.outcome !== 'CERTIFICATE_EXPIRING') { return finding; }

  const { failure, unproven } = checkAssertions(endpoint.assertions ?? [], {
    headers, body, isCut: answer.cut, ...encoding ? { unreadable: `a body compressed with ${encoding}` } : {},
  });
  const failed = failure ?? staleness(headers, endpoint.maxAgeSeconds);
  if (failed) { return { ...finding, outcome: 'UNHEALTHY', detail: `${answer.status}, ${failed}` }; }
  const timed = judgeTime(finding, endpoint, ms);
  return unproven ? { ...timed, detail: `${timed.detail}, not proven: ${unproven}` } : timed;
}

function readBody(
  answer: HttpAnswer, endpoint: HttpEndpointPlan, headers: HttpHeaders, body: string, encoding: string | undefined, authority: string,
): Finding {
  const { status: httpStatus, cut } = answer;
  const { maxAgeSeconds, path, statusCodes: expected = DEFAULT_STATUS_CODES } = endpoint;
  const retryAfter = headers.get('retry-after');
  const location = headers.get('location');
  const { outcome, detail, components } = readAnswer(encoding ? 'status-only' : endpoint.format ?? 'auto', {
    httpStatus,
    accepted: acceptsStatus(expected, httpStatus),
    expected,
    body,
    complete: !cut,
    contentType: headers.get('content-type') ?? '',
    authority,
    ...path === undefined ? {} : { path },
    ...retryAfter === undefined ? {} : { retryAfter },
    ...location === undefined ? {} : { location },
    ...maxAgeSeconds === undefined ? {} : { maxAgeSeconds },
  });
  const finding = { outcome, components, detail: encoding ? `${detail}, judged by the status code: the body is in ${encoding}` : detail };
  return byContract(finding, endpoint, httpStatus);
}

const OUTCOME_OF: Readonly<Record<CodeMeaningPlan, Outcome>> = {
  'degraded': 'DEGRADED',
  'out-of-service': 'OUT_OF_SERVICE',
  'not-yet': 'NOT_YET',
  'needs-people': 'NEEDS_PEOPLE',
};

/** What the contract says of a code comes before all that the answer does. */
function byContract(finding: Finding, { codeMeanings }: HttpEndpointPlan, status: number): Finding {
  const meaning = codeMeanings && Object.entries(codeMeanings).find(([codes]) => acceptsStatus(codes, status))?.[1];
  return meaning ? { ...finding, outcome: OUTCOME_OF[meaning], detail: `${finding.detail}, which its contract calls ${meaning}` } : finding;
}

/** An encoding that was not unpacked: one that is not known, or whose bytes are not of it. */
function compressionOf(headers: HttpHeaders): string | undefined {
  const encoding = headers.get('content-encoding') ?? '';
  return encoding === '' || encoding.toLowerCase() === 'identity' ? undefined : cleanText(encoding, 20);
}

/** A body is UTF-8 unless its first bytes say otherwise. */
function textOf(body: Buffer): string {
  const isUtf16 = body.length > 1 && ((body[0] === 0xff && body[1] === 0xfe) || (body[0] === 0xfe && body[1] === 0xff));
  if (!isUtf16) { return body.toString('utf8').replace(/^\ufeff/, ''); }
  const even = body.subarray(2, body.length - body.length % 2);
  return (body[0] === 0xff ? even : Buffer.from(even).swap16()).toString('utf16le');
}

/** That an answer was made longer ago than it may be: by its `Age` where a cache says so, by its `Date` otherwise. */
function staleness(headers: HttpHeaders, maxAgeSeconds: number | undefined): string | undefined {
  if (maxAgeSeconds === undefined) { return undefined; }
  const age = headers.get('age') ?? '';
  // A date has whole seconds: up to one of them is none of the answer's age.
  const byDate = Math.floor((today() - Date.parse(headers.get('date') ?? '')) / 1000) - 1;
  const seconds = Math.max(/^\d{1,10}$/.test(age) ? Number(age) : 0, Number.isNaN(byDate) ? 0 : byDate);
  return seconds > maxAgeSeconds ? `stale answer: expected one of the last ${maxAgeSeconds} s, got one made ${seconds} s ago` : undefined;
}
