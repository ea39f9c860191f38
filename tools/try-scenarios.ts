/** A scenario with the installed package, as its users play one in CI: what it prints, its report, and its exit code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectRun, npx } from './package';

/** Answers as the README's first example is asked. */
const SERVICE = `require('node:http').createServer((request, response) => {
  response.writeHead(request.url.startsWith('/health/') ? 200 : 404, { 'content-type': 'application/json' }).end('{"status":"ok"}');
}).listen(process.env.PORT, process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
`;
const RUN = 'run: { web: node service.js }\n';
const REPLACED = `name: a task that a person stops is replaced
${RUN}steps:
  - wait: healthy
  - do: drain
  - expect: { event: /DEACTIVATING.*stopped by user/ }
    within: 2m
`;
const FAILS = `name: more tasks than there are
${RUN}steps:
  - expect: { serving: 99 }
    within: 10s
`;

/** Plays scenarios in an app whose cdk.out has the README's first example. */
export async function tryScenarios(app: string): Promise<void> {
  const write = (name: string, text: string) => writeFileSync(join(app, name), text);
  write('service.js', SERVICE);
  write('drain.yaml', REPLACED);
  write('fails.yaml', FAILS);
  write('wrong.yaml', FAILS.replace('serving', 'servnig'));
  const play = async (code: number, file: string, says: RegExp) => {
    const { stdout, stderr } = await expectRun(code, app, 'npx', npx(
      'sandbox', 'cdk.out/Shop.template.json', '--scenario', file, '--junit', 'scenarios.xml',
    ));
    if (!says.test(`${stdout}${stderr}`)) { throw new Error(`${file} printed nothing of ${says}:\n${stdout}${stderr}`); }
  };
  await play(0, 'drain.yaml', /1 of 1 scenarios passed/);
  const report = readFileSync(join(app, 'scenarios.xml'), 'utf8');
  if (!report.includes('<testsuites tests="1" failures="0" errors="0"')) { throw new Error(`the report of drain.yaml is ${report}`); }
  await play(1, 'fails.yaml', /fails\.yaml:4: expect: serving 99[^]*0 of 1 scenarios passed/);
  await play(64, 'wrong.yaml', /wrong\.yaml:4:15: unknown key 'servnig'/);
}
