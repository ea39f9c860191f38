import { spawnSync } from 'node:child_process';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as lambda from '@aws-sdk/client-lambda';
import * as ssm from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { allMessages, EXECUTION, noticeOfSample } from './all-messages';
import { hook } from './signals/events/samples';
import { awsCommand } from '../../lambda/shared/aws-command';
import { plainText } from '../../lambda/signals/render-message';
import { blocks, pages, sources } from '../docs/pages';
import { needing } from '../needs';

/** Of a service without a client in this project: members and how many of them are required, by AWS's API reference. */
const STEP_FUNCTIONS: Readonly<Record<string, Shape>> = {
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html; the CLI calls `output` task-output
  SendTaskSuccess: { required: ['taskToken', 'taskOutput'], members: ['taskToken', 'taskOutput'] },
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html
  SendTaskFailure: { required: ['taskToken'], members: ['taskToken', 'error', 'cause'] },
};
const CLIENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { ec2, ecs, elbv2, lambda, ssm };
/** Options of the CLI itself that the project uses. https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html */
const GLOBAL = ['region', 'query', 'output', 'cli-binary-format'];

interface Shape {
  readonly required: readonly string[];
  readonly members: readonly string[];
}

interface Command {
  readonly service: string;
  readonly operation: string;
  readonly options: readonly string[];
  readonly line: string;
}

/** The commands of AWS in a text, one a line or in a line's end. */
function commandsIn(text: string): Command[] {
  return [...text.matchAll(/\baws ([a-z0-9-]+) ([a-z]+(?:-[a-z0-9]+)*)((?: .*)?)$/gm)].map(([line, service, operation, rest]) => ({
    service: service!, operation: operation!, options: [...rest!.matchAll(/(?<= )--([a-z][a-z0-9-]*)/g)].map(([, name]) => name!), line,
  }));
}

const camel = (name: string) => name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const dashed = (name: string) => name.replace(/[A-Z]/g, (letter, index) => `${index > 0 ? '-' : ''}${letter.toLowerCase()}`);

/** The input of an operation, from the schema that the SDK serializes with: required members come first. */
function shapeOf({ service, operation }: Pick<Command, 'service' | 'operation'>): Shape | undefined {
  const name = camel(`-${operation}`);
  if (service === 'stepfunctions') { return STEP_FUNCTIONS[name]; }
  const schema = CLIENTS[service]?.[`${name}$`] as undefined | readonly [9, string, string, unknown, () => unknown];
  const input = schema?.[4]() as undefined | readonly [3, string, string, unknown, string[], unknown, number?];
  return input && { members: input[4], required: input[4].slice(0, input[6] ?? 0) };
}

/** What is wrong with a command; empty where AWS takes it. */
function mistakes(command: Command): string[] {
  const shape = shapeOf(command);
  if (!shape) { return [`no operation ${command.operation} of ${command.service}`]; }
  const given = command.options.filter((option) => !GLOBAL.includes(option));
  return [
    ...given.filter((option) => !shape.members.map(dashed).includes(option.replace(/^no-/, ''))).map((option) => `unknown option ${option}`),
    ...shape.required.map(dashed).filter((option) => !given.includes(option)).map((option) => `--${option} is required`),
  ];
}

const MESSAGES = allMessages('words of somebody else');
const COMMANDS = MESSAGES.flatMap((message) => commandsIn(plainText(message)));

test('commands that AWS refuses are found', () => {
  const [command] = commandsIn('Decide: aws ecs continue-service-deployment --hook-id x --why CONTINUE');
  expect(mistakes(command!)).toEqual(['unknown option why', '--service-deployment-arn is required']);
  expect(mistakes(commandsIn('aws ecs continue-deployment')[0]!)).toEqual(['no operation continue-deployment of ecs']);
});

test.each([...new Map(COMMANDS.map((command) => [command.line, command])).values()])('in a message: $line', (command) => {
  expect(mistakes(command)).toEqual([]);
  expect(command.options).toContain('region');
});

test('every message with a command is here: no other file of the functions writes one', () => {
  expect(new Set(COMMANDS.map(({ operation }) => operation))).toEqual(
    new Set(['continue-service-deployment', 'send-task-success', 'send-task-failure']),
  );
  const written = sources('lambda').flatMap((text) => [...text.matchAll(/awsCommand<|\baws [a-z0-9]+ [a-z]+-[a-z-]+/g)].map(([found]) => found));
  // Its declaration, and one call for each kind of message.
  expect(written).toEqual(['awsCommand<', 'awsCommand<', 'awsCommand<']);
});

test('a command names where things are', () => {
  const text = plainText(noticeOfSample(hook('HOOK_AWAITING_ACTION')));
  expect(text).toContain('What happens next: Decide before 2026-03-05T16:04:41Z with one of the commands below.');
  expect(text).toContain(
    'Continue: aws ecs continue-service-deployment --service-deployment-arn '
      + 'arn:aws:ecs:us-west-2:111122223333:service-deployment/default/servicetest/0EYSiB0qap8xf0N76FsbE '
      + '--hook-id ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw --action CONTINUE --region us-west-2\n',
  );
  const region = EXECUTION.id.split(':')[3];
  expect(COMMANDS.filter(({ service }) => service === 'stepfunctions').map(({ line }) => line)).toEqual([
    `aws stepfunctions send-task-success --task-output true --task-token "$TOKEN" --region ${region}`,
    `aws stepfunctions send-task-failure --error DENIED --task-token "$TOKEN" --region ${region}`,
  ]);
});

test('what AWS left out is left to the reader, in capitals', () => {
  const sample = hook('HOOK_AWAITING_ACTION', { hookId: '', serviceDeploymentArn: '' });
  const text = plainText(noticeOfSample({ ...sample, region: '', resources: [] }));
  expect(text).toContain('--service-deployment-arn SERVICE_DEPLOYMENT_ARN --hook-id HOOK_ID --action CONTINUE --region REGION');
});

test('whatever a value is, the command has the same words, and a shell runs nothing else', () => {
  const hostile = fc.constantFrom('x; rm -rf /', '$(id)', '`id`', '--debug', 'a b', 'x\ny', '~', '*', '!!');
  fc.assert(fc.property(fc.oneof(fc.string(), hostile), (value) => {
    const words = awsCommand<{ hookId: string }>('ecs', 'ContinueServiceDeployment', 'eu-west-1', { hookId: value }).split(' ');
    expect(words).toHaveLength(7);
    expect(words[4]).toMatch(/^[\w@%+=:,./][\w@%+=:,./-]*$/);
  }));
});

describe('in the docs', () => {
  const shell = pages().flatMap((page) => [
    ...blocks(page).filter(({ language }) => language === 'sh').flatMap(({ code }) => code.split('\n')),
    ...[...page.text.matchAll(/`(aws [^`]+)`/g)].map(([, code]) => code!),
  ]);
  // What stands in another command is one of its own. A mention without options is no command; services without a client are left out.
  const commands = shell.flatMap((line) => line.replace(/\$\((.*?)\)/g, (_, inner: string) => `X\n${inner}`).split('\n'))
    .flatMap(commandsIn)
    .filter(({ service, options }) => options.length > 0 && service in CLIENTS);

  test.each(commands)('$line', (command) => {
    expect(mistakes(command)).toEqual([]);
  });
});

/** What the CLI itself says of a command, without any call that leaves this machine. */
function runCli(line: string) {
  // Version 1 knows no --no-cli-pager, and version 2 would open a pager.
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', AWS_PAGER: '', AWS_MAX_ATTEMPTS: '1', TOKEN: 'token' };
  const { stdout, stderr } = spawnSync('sh', ['-c', `${line} --no-sign-request --endpoint-url http://127.0.0.1:9`], { env, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

const cli = spawnSync('aws', ['--version'], { encoding: 'utf8' });
needing(cli.status === 0 ? undefined : 'no AWS CLI: install it, or run bash .ci/tools').describe("the CLI's own parser", () => {
  test.each([...new Set(COMMANDS.map(({ line }) => line))])('takes %s', (line) => {
    const said = runCli(line);
    if (/Invalid choice|argument operation:.*invalid choice/is.test(said)) {
      // eslint-disable-next-line no-console
      console.warn(`SKIPPED: ${cli.stdout.trim()} is older than: ${line}`);
      return;
    }
    expect(said).toContain('Could not connect to the endpoint URL');
  });

  test('refuses what lacks a required option', () => {
    expect(runCli('aws ecs stop-task --region eu-west-1')).toContain('the following arguments are required: --task');
  });
});
