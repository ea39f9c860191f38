import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { HealthContract, HealthEndpoint, HealthFormat } from '../../../../src';
import { Listeners } from '../listeners';
import { probeLocal, TIMEOUT_MS } from '../targets';

const PAGE = join(__dirname, '..', '..', '..', '..', 'docs', 'recipes', 'web-frameworks.md');
const SECTIONS = readFileSync(PAGE, 'utf8').split(/^## /m).slice(1).map((section) => [section.split('\n')[0]!, section] as const);

const listeners = new Listeners();
afterAll(async () => listeners.close());

function contractOf(section: string): HealthContract {
  const [, expression] = /const contract = (new HealthContract\(\{[^]*?^\}\));/m.exec(section)!;
  return new Function('HealthContract', 'HealthEndpoint', 'HealthFormat', 'Duration', `return ${expression}`)(
    HealthContract, HealthEndpoint, HealthFormat, Duration,
  ) as HealthContract;
}

test.each(SECTIONS)('%s: its answer is read as the recipe says', async (_framework, section) => {
  const readiness = contractOf(section).readiness!;
  const [, status, headers, body] = /```http\nHTTP\/1\.1 (\d{3}) [^\n]*\n([^]*?)\n\n([^]*?)\n```/.exec(section)!;
  const [, outcome, detail] = /^Read as `(\w+)`: `(.+)`$/m.exec(section)!;
  const asked: string[] = [];
  const port = await listeners.http((request, response) => {
    asked.push(request.url!);
    response.writeHead(Number(status), Object.fromEntries(headers!.split('\n').map((line) => line.split(': ') as [string, string])));
    response.end(body);
  });
  const result = await probeLocal(port, { readiness: readiness._plan(TIMEOUT_MS) });
  expect(result.readiness).toMatchObject({ outcome, detail });
  expect(asked).toEqual([readiness.path]);
});

test('each framework has a recipe', () => {
  expect(SECTIONS.map(([name]) => name)).toEqual(['ASP.NET Core', 'Quarkus', 'Django and FastAPI', 'Rails', 'Laravel', 'Next.js']);
});
