import { ECSClient } from '@aws-sdk/client-ecs';
import { itemsOf, membersOf, route53Caller } from '../../../cli/doctor/route53-api';

const before = { ...process.env };
const { fetch } = globalThis;
afterEach(() => { process.env = { ...before }; globalThis.fetch = fetch; });

async function call(answer: string, status = 200, region = 'eu-west-1') {
  delete process.env.AWS_ENDPOINT_URL;
  const sent: [string, RequestInit][] = [];
  globalThis.fetch = async (url, init) => { sent.push([String(url), init!]); return new Response(answer, { status }); };
  const lender = new ECSClient({ region, credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' } });
  const ended = await route53Caller(lender.config)('ListHealthChecks', '/healthcheck', { maxitems: '1000' }, new AbortController().signal)
    .catch((error: Error) => error);
  return { url: sent[0][0], method: sent[0][1].method, headers: sent[0][1].headers as Record<string, string>, ended };
}

function refusal(code: string, message: string): string {
  return `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

const ONE = '<HealthCheck><Id>a</Id></HealthCheck>';
const answer = (checks: string) => `<?xml version="1.0"?><ListHealthChecksResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">
  <HealthChecks>${checks}</HealthChecks><IsTruncated>false</IsTruncated></ListHealthChecksResponse>`;

test.each([
  ['eu-west-1', 'route53.amazonaws.com', 'us-east-1'],
  ['cn-north-1', 'route53.amazonaws.com.cn', 'cn-northwest-1'],
  ['us-gov-east-1', 'route53.us-gov.amazonaws.com', 'us-gov-west-1'],
])('from %s it asks %s, signed for %s', async (region, host, signedFor) => {
  const { url, method, headers } = await call(answer(''), 200, region);
  expect([method, url]).toEqual(['GET', `https://${host}/2013-04-01/healthcheck?maxitems=1000`]);
  expect(headers.authorization).toMatch(new RegExp(`^AWS4-HMAC-SHA256 Credential=AKID/\\d{8}/${signedFor}/route53/aws4_request, `));
});

test.each([[0, ''], [1, ONE], [2, `${ONE}${ONE}`]])('a list of %d has as many', async (count, checks) => {
  const { ended } = await call(answer(checks));
  const items = itemsOf(membersOf(ended as never).HealthChecks, 'HealthCheck');
  expect(items.map((item) => membersOf(item).Id)).toEqual(Array.from({ length: count }, () => 'a'));
});

test.each([
  [refusal('AccessDenied', 'no'), 403, 'AccessDenied', 'no'],
  [refusal('Throttling', 'Rate exceeded'), 400, 'Throttling', 'Rate exceeded'],
  ['{}', 502, 'HTTP 502', 'HTTP status 502'],
])('%s is an error as the SDK has it', async (text, status, name, message) => {
  expect((await call(text, status)).ended).toMatchObject({ name, message, $metadata: { httpStatusCode: status } });
});
