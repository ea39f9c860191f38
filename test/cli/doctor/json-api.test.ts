import { ECSClient } from '@aws-sdk/client-ecs';
import { jsonCaller } from '../../../cli/doctor/json-api';

const before = { ...process.env };
const { fetch } = globalThis;
afterEach(() => { process.env = { ...before }; globalThis.fetch = fetch; });

/** Calls an operation, which is answered with this; what was sent, and how it ended. */
async function call(answer: string, status: number, region?: string, operation: 'GetLogEvents' | 'GetMetricData' = 'GetLogEvents') {
  delete process.env.AWS_ENDPOINT_URL;
  const sent: [string, RequestInit][] = [];
  globalThis.fetch = async (url, init) => { sent.push([String(url), init!]); return new Response(answer, { status }); };
  const lender = new ECSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' } });
  const { signal } = new AbortController();
  const ended = await jsonCaller(lender.config)(operation, { limit: 1 }, signal, region)
    .catch((error: Error) => error);
  return { url: sent[0][0], headers: sent[0][1].headers as Record<string, string>, ended };
}

test.each([
  [undefined, 'https://logs.eu-west-1.amazonaws.com/'],
  ['us-east-1', 'https://logs.us-east-1.amazonaws.com/'],
  ['cn-north-1', 'https://logs.cn-north-1.amazonaws.com.cn/'],
  ['us-gov-west-1', 'https://logs.us-gov-west-1.amazonaws.com/'],
])('in region %s it asks %s', async (region, endpoint) => {
  const { url, headers, ended } = await call('{"events":[]}', 200, region);
  expect([url, ended]).toEqual([endpoint, { events: [] }]);
  expect(headers['x-amz-target']).toBe('Logs_20140328.GetLogEvents');
  const scope = `Credential=AKID/\\d{8}/${region ?? 'eu-west-1'}/logs/aws4_request, `;
  expect(headers.authorization).toMatch(new RegExp(`^AWS4-HMAC-SHA256 ${scope}`));
});

test('CloudWatch has another host, target and version', async () => {
  const { url, headers } = await call('{"MetricDataResults":[]}', 200, undefined, 'GetMetricData');
  expect(url).toBe('https://monitoring.eu-west-1.amazonaws.com/');
  expect(headers['x-amz-target']).toBe('GraniteServiceVersion20100801.GetMetricData');
  expect(headers['content-type']).toBe('application/x-amz-json-1.0');
  expect(headers.authorization).toMatch(/\/eu-west-1\/monitoring\/aws4_request, /);
});

test.each([
  ['{"__type":"com.amazonaws.logs#AccessDeniedException","message":"no"}', 400, 'AccessDeniedException', 'no'],
  ['{"__type":"ThrottlingException","Message":"slower"}', 400, 'ThrottlingException', 'slower'],
  ['<html>', 502, 'HTTP 502', 'HTTP status 502'],
  ['[]', 200, 'HTTP 200', 'HTTP status 200'],
])('%s is an error as the SDK has it', async (answer, status, name, message) => {
  const { ended } = await call(answer, status);
  expect(ended).toMatchObject({ name, message, $metadata: { httpStatusCode: status } });
});

test.each(['evil.example/', 'eu-west-1.evil.example', 'EU-WEST-1', ''])('nothing is sent to what is no region: %j', async (region) => {
  globalThis.fetch = async () => { throw new Error('sent'); };
  const lender = new ECSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' } });
  await expect(jsonCaller(lender.config)('GetLogEvents', {}, new AbortController().signal, region))
    .rejects.toThrow(/^a region such as eu-west-1 is needed, got /);
});
