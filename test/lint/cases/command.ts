import type { FamilyCases } from './case';
import { withCheck, withContainer, withProperties, type Part } from '../template';

const PARAMETER = { Ref: 'Parameter' };
const URL = 'http://127.0.0.1:3000/health/live';

function shell(script: unknown): Part {
  return withCheck({ Command: ['CMD-SHELL', script] });
}

function run(...words: unknown[]): Part {
  return withCheck({ Command: ['CMD', ...words] });
}

function inImage(Image: unknown, ...Command: unknown[]): Part {
  return withContainer({ Image, HealthCheck: { Command } });
}

/** Without a check in the task definition, where none is given. */
function builtImage(Image: unknown, HealthCheck?: unknown): Part {
  return withContainer({ Image, HealthCheck });
}

function twoContainers(Command: unknown[], sidecarPorts: unknown): Part {
  return withProperties({
    TaskDefinition: {
      ContainerDefinitions: [
        { Name: 'web', PortMappings: [{ ContainerPort: 3000 }], HealthCheck: { Command } },
        { Name: 'proxy', PortMappings: sidecarPorts },
      ],
    },
  });
}

function runs(part: Part): Part {
  return withContainer(part);
}

export const COMMAND: FamilyCases = {
  DoubledCommandForm: {
    compliant: {
      'one form': withCheck({ Command: ['CMD-SHELL', 'curl -f http://127.0.0.1:3000/'] }),
      'a program': withCheck({ Command: ['CMD', '/check', 'CMD'] }),
      'a parameter': withCheck({ Command: ['CMD', { Ref: 'Parameter' }] }),
    },
    nonCompliant: {
      'CMD and CMD-SHELL': withCheck({ Command: ['CMD', 'CMD-SHELL', 'curl -f http://127.0.0.1:3000/ || exit 1'] }),
      'CMD-SHELL and CMD': withCheck({ Command: ['CMD-SHELL', 'CMD', '/check'] }),
      'CMD-SHELL within the script': withCheck({ Command: ['CMD-SHELL', 'CMD-SHELL curl -f http://127.0.0.1:3000/ || exit 1'] }),
    },
    says: /Write \["CMD(-SHELL)?",/,
  },
  SigtermNotForwarded: {
    compliant: {
      'a program': runs({ Command: ['node', 'server.js'] }),
      'exec': runs({ Command: ['sh', '-c', 'migrate && exec node server.js'] }),
      'a trap': runs({ Command: ['sh', '-c', "trap 'kill 1' TERM; node server.js & wait"] }),
      'the image decides': runs({}),
      'a Dockerfile with words': runs({ Image: 'shop:words' }),
      'a parameter': runs({ Command: { Ref: 'Parameter' } }),
      'a loop below an init process': runs({
        Command: ['sh', '-c', 'while true; do work; done'],
        LinuxParameters: { InitProcessEnabled: true },
      }),
    },
    nonCompliant: {
      'a script': runs({ Command: ['sh', '-c', 'migrate && node server.js'] }),
      'npm in a shell': runs({ Command: ['sh', '-c', 'npm start'] }),
      'an entry point': runs({ EntryPoint: ['/bin/bash', '-lc'], Command: ['node server.js'] }),
      'npm': runs({ Command: ['npm', 'start'] }),
      'a Dockerfile in shell form': runs({ Image: 'shop:shell' }),
      'a loop': runs({ Command: ['sh', '-c', 'while true; do work; sleep 1; done'] }),
    },
    says: /in a shell|below a shell of their own/,
  },
  CommandIsNone: {
    compliant: {
      'a program': run('/check'),
      'no check': withContainer({ HealthCheck: undefined }),
      'a word that a parameter decides': withCheck({ Command: [PARAMETER] }),
      'an argument of that name': run('/check', 'NONE'),
    },
    nonCompliant: { 'alone': withCheck({ Command: ['NONE'] }), 'as the CDK writes it': shell('NONE'), 'as a program': run('NONE') },
    says: /(turned off by NONE|a program named NONE \(CMD)/,
  },
  CommandWithoutForm: {
    compliant: {
      'CMD': run('/check'),
      'CMD-SHELL': shell('/check'),
      'NONE': withCheck({ Command: ['NONE'] }),
      'a parameter': withCheck({ Command: [PARAMETER, '/check'] }),
    },
    nonCompliant: {
      'one text': withCheck({ Command: ['curl --fail http://127.0.0.1:3000/ || exit 1'] }),
      'words': withCheck({ Command: ['/check', '--port', '3000'] }),
      'another form': withCheck({ Command: ['cmd', '/check'] }),
    },
    says: /begins with '(curl|\/check|cmd)/,
  },
  CommandWithoutProgram: {
    compliant: {
      'a program': run('/check'),
      'off': withCheck({ Command: ['NONE'] }),
      'a list that a parameter decides': withCheck({ Command: PARAMETER }),
    },
    nonCompliant: {
      'a form alone': withCheck({ Command: ['CMD'] }),
      'an empty script': shell(' '),
      'nothing': withCheck({ Command: undefined }),
      'no words': withCheck({ Command: [] }),
    },
    says: /is \[.*2 words or more/,
  },
  AlwaysHealthyCommand: {
    compliant: {
      'a failing end': shell(`curl -f ${URL} || exit 1`),
      'an exit before': shell(`curl -f ${URL} || exit 1; echo ok`),
      'a shell that ends at the first failure': shell(`set -e; curl -f ${URL}; echo ok`),
      'only after success': shell('test -f /tmp/alive && echo ok'),
      'told, then failed': shell(`curl -f ${URL} || { echo down; exit 1; }`),
      'a text of a parameter': shell({ 'Fn::Sub': 'curl ${Url} || true' }),
      'a quoted operator': shell('grep -q "|| true" /tmp/state'),
      'a program of that name in an option': run('/check', 'true'),
      'a connection that bash opens': run('bash', '-c', ':> /dev/tcp/127.0.0.1/3000'),
      'a file that must be there': shell('true < /tmp/alive'),
    },
    nonCompliant: {
      'or true': shell(`curl -f ${URL} || true`),
      'or exit 0': shell(`curl -f ${URL} >/dev/null 2>&1 || exit 0`),
      'then exit 0': shell(`curl -f ${URL}; exit 0`),
      'or a message': shell(`curl -f ${URL} || echo "is down"`),
      'a placeholder': shell('exit 0'),
      'a program that is true': run('/bin/true'),
      'in a shell of its own': run('sh', '-c', 'curl -f x || :'),
      'a silent placeholder': shell('true > /dev/null 2>&1'),
      'within a time': shell('timeout 3 true'),
    },
    says: /always exits with 0/,
  },
  PipeHidesFailure: {
    compliant: {
      'what decides': shell(`curl -sf ${URL} | grep -q UP`),
      'pipefail': shell(`set -o pipefail; curl -sf ${URL} | cat`),
      'a program that decides in the end': shell(`curl -sf ${URL} | head -1 | grep -q UP`),
      'a substitution': shell(`test "$(curl -s ${URL} | head -1)" = UP`),
    },
    nonCompliant: {
      'cat': shell(`curl -sf ${URL} | cat`),
      'head, with an end that cannot be reached': shell(`curl -sf ${URL} | grep UP | head -1 || exit 1`),
    },
    says: /pipes into (cat|head)/,
  },
  CurlWithoutFail: {
    compliant: {
      'short': run('curl', '-sf', URL),
      'in full': run('curl', '--fail-with-body', URL),
      'the code is asked for': run('curl', '-s', '-w', '%{http_code}', URL),
      'its output decides': shell(`curl -s ${URL} | grep -q UP`),
      'a command of a parameter': shell({ 'Fn::Sub': 'curl ${Url}' }),
      'a branch': shell(`if curl -s ${URL}; then exit 0; fi; exit 1`),
      'another program': run('/check', 'curl', URL),
    },
    nonCompliant: {
      'nothing': shell(`curl -s ${URL} || exit 1`),
      'without a shell': run('/usr/bin/curl', '--silent', URL),
      'an option that only sounds alike': run('curl', '--fail-early', URL),
      'no scheme': shell('curl localhost:3000/health || exit 1'),
      'within a time': shell(`timeout -k 1 4 curl -s ${URL} || exit 1`),
    },
    says: /exits with 0 for an answer of 500.*--fail/,
  },
  ClientWithoutTimeout: {
    compliant: {
      'curl, in short among others': shell(`curl -fsm 4 ${URL} || exit 1`),
      'curl, in full': shell(`curl -f --max-time=4 ${URL}`),
      'wget': shell(`wget -qO- -T 4 ${URL} || exit 1`),
      'no shell: the client itself is ended': run('curl', '-f', URL),
      'another program ends it': shell(`timeout 4 curl -f ${URL}`),
      'an option that a variable may hold': shell(`curl -f $OPTIONS ${URL}`),
      'options in a file': shell(`curl -K /etc/curlrc ${URL}`),
      'an option that a parameter may hold': shell({ 'Fn::Sub': 'curl -f ${Options} http://127.0.0.1/live' }),
      'a script that a parameter may hold': shell({ 'Fn::Join': ['', [{ Ref: 'Script' }, ' || exit 1']] }),
    },
    nonCompliant: {
      'curl': shell(`curl -f ${URL} || exit 1`),
      'a port that a parameter decides': shell({ 'Fn::Sub': 'curl -f http://127.0.0.1:${Port}/live || exit 1' }),
      'a path that an export decides': shell({
        'Fn::Join': ['', ['curl -f http://127.0.0.1:3000/', { 'Fn::ImportValue': 'path' }, ' || exit 1']],
      }),
      'a port in a parameter of SSM': shell('curl -f http://127.0.0.1:{{resolve:ssm:port}}/live || exit 1'),
      'a port that a variable holds': shell('curl -f http://127.0.0.1:$PORT/live || exit 1'),
      'curl, by CMD': run('/bin/sh', '-c', `curl -f ${URL} || exit 1`),
      'the connection alone': shell(`curl -f --connect-timeout 2 ${URL}`),
      'wget': shell(`wget -qO- --tries=1 ${URL} || exit 1`),
    },
    says: /ends only its shell after 5 s\. Add (--max-time|-T) 4\./,
  },
  WgetLeavesFiles: {
    compliant: {
      'to the output': run('wget', '-qO-', URL),
      'nowhere': run('wget', '-q', '-O', '/dev/null', URL),
      'spider': shell(`wget --quiet --tries=1 --spider ${URL} || exit 1`),
      'a command of a parameter': run('wget', PARAMETER),
    },
    nonCompliant: { 'quiet alone': shell(`wget -q ${URL} || exit 1`), 'nothing': run('wget', URL) },
    says: /writes a file every 30 s/,
  },
  ShellInImageWithoutShell: {
    compliant: {
      'a program': inImage('gcr.io/distroless/nodejs22-debian12', 'CMD', '/nodejs/bin/node', 'check.js'),
      'a variant with a shell': inImage('gcr.io/distroless/nodejs22-debian12:debug', 'CMD-SHELL', '/check'),
      'an image that a parameter decides': inImage(PARAMETER, 'CMD-SHELL', '/check'),
      'another image': inImage('node:22', 'CMD-SHELL', '/check'),
    },
    nonCompliant: {
      'distroless': inImage('gcr.io/distroless/static-debian12', 'CMD-SHELL', '/check || exit 1'),
      'a tag that says so': inImage('registry.example.com/shop:1.4-distroless', 'CMD', 'sh', '-c', '/check'),
      'static of Chainguard': inImage('cgr.dev/chainguard/static:latest', 'CMD-SHELL', '/check'),
    },
    says: /runs in a shell, and its image is /,
  },
  ImageCheckIgnored: {
    compliant: {
      "the task definition's own check": builtImage('registry.example.com/shop:checked', { Command: ['CMD', '/check'] }),
      'a check that is turned off': builtImage('registry.example.com/shop:checked', { Command: ['NONE'] }),
      'a check that a parameter decides': builtImage('registry.example.com/shop:checked', PARAMETER),
      'HEALTHCHECK NONE': builtImage('registry.example.com/shop:off'),
      'no HEALTHCHECK': builtImage('registry.example.com/shop:plain'),
      'an image that is not known': builtImage('registry.example.com/shop:other'),
      'another repository': builtImage('registry.example.com/team/shop:checked'),
      'a parameter': builtImage(PARAMETER),
    },
    nonCompliant: {
      'a script': builtImage('registry.example.com/shop:checked'),
      "words, more often than ECS's timeout would let it": builtImage({
        'Fn::Sub': '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/shop:quick',
      }),
      'an inherited one': builtImage({
        'Fn::Sub': '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/shop-${AWS::Region}:inherited',
      }),
      'one that would fill the terminal': builtImage('registry.example.com/shop:hostile'),
    },
    says: new RegExp(
      [
        /'curl -f .* \|\| exit 1'\).*: CMD-SHELL, Interval 300, Timeout 60, Retries 10, StartPeriod 90;/,
        /'\/check --quick'\).*: CMD, Interval 5, Timeout 4, Retries 3;/,
        /'\/check'\).*: CMD-SHELL, Interval 30, Timeout 5, Retries 3;/,
        /'\/check \[31mx{68}…'\)/,
      ]
        .map(({ source }) => source)
        .join('|'),
    ),
  },
  ToolMissingInImage: {
    compliant: {
      'the full image': inImage('node:22', 'CMD', 'curl', '-f', URL),
      'wget of Alpine Linux': inImage('node:22-alpine', 'CMD', 'wget', '-qO-', URL),
      "an image of one's own on top": inImage('registry.example.com/node:22-alpine', 'CMD', 'curl', '-f', URL),
      'nginx, which has curl': inImage('nginx:alpine', 'CMD', 'curl', '-f', URL),
      'a parameter': inImage(PARAMETER, 'CMD', 'curl', '-f', URL),
    },
    nonCompliant: {
      'distroless': inImage('gcr.io/distroless/nodejs22-debian12', 'CMD', 'curl', '-f', URL),
      'Alpine Linux': inImage('public.ecr.aws/docker/library/node:22-alpine', 'CMD-SHELL', `curl -f ${URL} || exit 1`),
      'slim': inImage('python:3.13-slim', 'CMD', 'wget', '-qO-', URL),
    },
    says: /runs (curl|wget), and its image is /,
  },
  ClientTimeoutAboveCheckTimeout: {
    compliant: {
      'below': run('curl', '-f', '--max-time', '4', URL),
      'equal': run('curl', '-f', '-m', '5', URL),
      'none': run('curl', '-f', URL),
      'a timeout that a parameter decides': withCheck({ Command: ['CMD', 'curl', '-f', '-m', '10', URL], Timeout: PARAMETER }),
      'ended before by another program': shell(`timeout 4 curl -f -m 10 ${URL}`),
    },
    nonCompliant: {
      'curl': run('curl', '-f', '--max-time', '10', URL),
      'curl, in one word': run('curl', '-f', '-m10', URL),
      'wget': run('wget', '-qO-', '--timeout=10', URL),
    },
    says: /waits 10 s, and ECS ends the check after 5 s\. Let (curl|wget) wait 4 s, or set Timeout to 11\./,
  },
  LocalhostMayBeIpv6: {
    compliant: {
      'the address': run('wget', '-qO-', URL),
      'curl tries both': run('curl', '-f', 'http://localhost:3000/'),
      'a name that only begins so': run('wget', '-qO-', 'http://localhost.example.com/'),
      'a parameter': run('wget', '-qO-', PARAMETER),
    },
    nonCompliant: {
      wget: shell('wget -qO- http://localhost:3000/ || exit 1'),
      Node: run('node', '-e', 'fetch("http://localhost:3000/live").then(decide)'),
    },
    says: /(wget|node) in the check of container 'web' connects to localhost/,
  },
  ShellSyntaxWithoutShell: {
    compliant: {
      'a shell': shell(`curl -f ${URL} || exit 1`),
      'a shell of its own': run('sh', '-c', 'curl -f http://127.0.0.1:$PORT/ || exit 1'),
      'words': run('curl', '-f', URL),
      'a parameter': run('curl', '-f', URL, PARAMETER, 'exit', '1'),
      'a script of another language': run('node', '-e', 'fetch(`http://127.0.0.1:${port}`) || exit()'),
    },
    nonCompliant: {
      'or': run('curl', '-f', URL, '||', 'exit', '1'),
      'a variable': run('curl', '-f', 'http://127.0.0.1:${PORT}/live'),
      'redirected': run('wget', '-qO-', URL, '>/dev/null'),
    },
    says: /without a shell, and passes '.*' to (curl|wget)/,
  },
  ExecutedCommandInOneWord: {
    compliant: {
      'words': run('curl', '-f', URL),
      'a script': shell(`curl -f ${URL}`),
      'a folder with a blank': run('/opt/my app/check'),
      'a parameter': run(PARAMETER),
    },
    nonCompliant: { 'curl': run(`curl -f ${URL} || exit 1`), 'a URL': run(`wget ${URL}`) },
    says: /runs the program '(curl|wget) /,
  },
  ShellCommandInSeveralWords: {
    compliant: {
      'one text': shell('/check --port 3000'),
      'words by CMD': run('/check', '--port', '3000'),
      'a parameter': withCheck({ Command: ['CMD-SHELL', '/check', PARAMETER] }),
    },
    nonCompliant: {
      'words': withCheck({ Command: ['CMD-SHELL', 'curl', '-f', URL] }),
      'the end apart': withCheck({ Command: ['CMD-SHELL', '/check', '||', 'exit 1'] }),
    },
    says: /without the 2 words after it/,
  },
  CheckOnUnmappedPort: {
    compliant: {
      'the mapped port': run('curl', '-f', URL),
      'the port of a sidecar': twoContainers(['CMD', 'curl', '-f', 'http://127.0.0.1:8080/'], [{ ContainerPort: 8080 }]),
      'a range of ports': twoContainers(['CMD', 'curl', '-f', 'http://127.0.0.1:8080/'], [{ ContainerPortRange: '8000-8100' }]),
      'ports that a parameter decides': withContainer({
        PortMappings: [{ ContainerPort: PARAMETER }],
        HealthCheck: { Command: ['CMD', 'curl', '-f', 'http://127.0.0.1/'] },
      }),
      'a port that a variable decides': shell('curl -f http://127.0.0.1:$PORT/ || exit 1'),
      'no ports at all': withContainer({ PortMappings: undefined, HealthCheck: { Command: ['CMD', 'curl', '-f', 'http://127.0.0.1/'] } }),
      'another host': run('curl', '-f', 'http://www.example.com/'),
      'netcat, the mapped port': run('nc', '-z', 'localhost', '3000'),
      'a port by its name': run('nc', '-z', 'localhost', 'http'),
    },
    nonCompliant: {
      'no port': shell('curl -f http://localhost/ || exit 1'),
      'another port': run('wget', '-qO-', 'http://127.0.0.1:8080/live'),
      'netcat': shell('nc -vz -w 2 localhost 8080'),
      'bash': run('bash', '-c', ':> /dev/tcp/127.0.0.1/8080'),
    },
    says: /probes port (80 \(the URL names none\)|8080), and the task maps 3000\. Probe port 3000/,
  },
  CheckAsksAnotherHost: {
    compliant: {
      'itself': run('curl', '-f', URL),
      'IPv6': run('curl', '-f', 'http://[::1]:3000/'),
      'a variable': shell('curl -f http://$HOST.local/'),
      'its own name': shell('curl -f http://web:3000/'),
      'netcat, itself': shell('nc -z -w 2 127.0.0.1 3000'),
      'a socket': shell('nc -zU /run/web.sock'),
      'a database of its own': run('pg_isready', '-h', 'localhost'),
      'a directory of sockets': run('pg_isready', '-h', '/run/postgresql'),
      'a host that a variable holds': shell('redis-cli -h $CACHE ping'),
      'its own port by bash': run('bash', '-c', '</dev/tcp/localhost/3000'),
    },
    nonCompliant: {
      'a public name': shell('curl -f https://www.example.com/health || exit 1'),
      'an address': run('wget', '-qO-', 'http://10.0.0.5:3000/'),
      'netcat': shell('nc -z -w 2 10.0.0.5 5432 || exit 1'),
      'a client of a database': shell('pg_isready --host=www.example.com -U web'),
      'bash': shell("bash -c '</dev/tcp/10.0.0.5/5432' || exit 1"),
    },
    says: /probes (www\.example\.com|10\.0\.0\.5)\./,
  },
  CertificateOfLoopback: {
    compliant: {
      'not validated': run('curl', '-fk', 'https://127.0.0.1:3000/'),
      'not validated, in full': run('curl', '-f', '--insecure', 'https://localhost:3000/'),
      'a certificate for it': run('curl', '-f', '--cacert', '/ca.pem', 'https://localhost:3000/'),
      'plain': run('curl', '-f', URL),
      'a parameter': run('curl', '-f', PARAMETER, 'https://localhost:3000/'),
    },
    nonCompliant: { validated: shell('curl -f https://localhost:3000/ || exit 1') },
    says: /requests https:\/\/localhost and validates/,
  },
};
