import { today } from './clock';
import type { Finding } from './finding';
import { readAnswer } from './formats/read';
import { failedAssertion } from './http-assertions';
import type { HttpAnswer } from './http-exchange';
import type { HttpHeaders } from './http-lines';
import { BODY_BYTES } from './http-parser';
import type { Secrets } from './http-secrets';
import { judgeTime } from './latency';
import { acceptsStatus, DEFAULT_STATUS_CODES, isMissing } from './status-codes';
import { cleanText } from './text';
import type { EndpointPlan } from '../../src/verification/plan';

/** Whether anything but status code and headers is promised, so that the body is worth waiting for. */
export function wantsBody(endpoint: EndpointPlan, status: number): boolean {
  const accepted = acceptsStatus(endpoint.statusCodes ?? DEFAULT_STATUS_CODES, status);
  if (!accepted && isMissing(status)) { return false; }
  return (endpoint.format ?? 'auto') !== 'status-only'
    || (endpoint.assertions ?? []).some(({ on }) => on !== 'header')
    || (endpoint.warnAfterMs ?? endpoint.failAfterMs) !== undefined; // these reach to the last byte
}

/**
 * What an answer comes to: its status code and body first, then the assertions, its age and, where all that is well, its time.
 *
 * @param ms from connect to the last byte
 */
export function judgeAnswer(answer: HttpAnswer, endpoint: EndpointPlan, secrets: Secrets, ms: number): Finding {
  const headers: HttpHeaders = secrets.isEmpty
    ? answer.headers
    : new Map([...answer.headers].map(([name, value]) => [name, secrets.blotAnswer(value)]));
  const encoding = compressionOf(headers);
  // A compressed body is not unpacked: it was not asked for, and a small one can be a very large one.
  const body = encoding ? '' : secrets.blotAnswer(answer.body.toString('utf8').replace(/^\ufeff/, ''));
  const finding = readBody(answer, endpoint, headers.get('content-type') ?? '', body, encoding);
  if (finding.outcome !== 'OK' && finding.outcome !== 'DEGRADED' && finding.outcome !== 'CERTIFICATE_EXPIRING') { return finding; }

  const unreadable = encoding ? `a body compressed with ${encoding}` : answer.cut ? `a body of more than ${BODY_BYTES} bytes` : undefined;
  const failure = failedAssertion(endpoint.assertions ?? [], { headers, body, ...unreadable ? { unreadable } : {} })
    ?? staleness(headers, endpoint.maxAgeSeconds);
  if (failure) { return { ...finding, outcome: 'UNHEALTHY', detail: `${answer.status}, ${failure}` }; }
  return judgeTime(finding, endpoint, ms);
}

function readBody(answer: HttpAnswer, endpoint: EndpointPlan, contentType: string, body: string, encoding: string | undefined): Finding {
  const expected = endpoint.statusCodes ?? DEFAULT_STATUS_CODES;
  const { outcome, detail, components } = readAnswer(encoding ? 'status-only' : endpoint.format ?? 'auto', {
    httpStatus: answer.status,
    accepted: acceptsStatus(expected, answer.status),
    expected,
    body,
    complete: !answer.cut,
    contentType,
    ...endpoint.maxAgeSeconds === undefined ? {} : { maxAgeSeconds: endpoint.maxAgeSeconds },
  });
  return { outcome, components, detail: encoding ? `${detail}, judged by the status code: the body is compressed (${encoding}) although that was not asked for` : detail };
}

function compressionOf(headers: HttpHeaders): string | undefined {
  const encoding = headers.get('content-encoding') ?? '';
  return encoding === '' || encoding.toLowerCase() === 'identity' ? undefined : cleanText(encoding, 20);
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
