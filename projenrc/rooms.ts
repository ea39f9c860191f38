/**
 * The rooms of this project: what each holds and what it may import. The linter's zones come from this table, ARCHITECTURE.md prints what
 * each holds, and a test compares every import with it. A room may always import itself; what stands in no row may import anything.
 */
export interface Room {
  /** Folder, or the files directly in it where `own` is set. */
  readonly path: string;
  /** Whether the row is about the files directly in the folder alone, because the folders in it are rooms of their own. */
  readonly own?: true;
  /** What a reader finds there. */
  readonly holds: string;
  /** Rooms that it may import, types included. */
  readonly imports: readonly string[];
  /** Packages that it may import: any, only Node's own modules, or none. */
  readonly packages: 'any' | 'node' | 'none';
}

const LIBRARY = [
  'src/shared', 'src/contract', 'src/aws', 'src/container', 'src/load-balancer', 'src/dns', 'src/edge', 'src/instance', 'src/network',
  'src/verification', 'src/signals', 'src/deployment', 'src/recovery', 'src/experiment', 'src/lint',
];
const LAMBDA = [
  'lambda/shared', 'lambda/engine', 'lambda/network', 'lambda/verification', 'lambda/signals', 'lambda/deployment',
  'lambda/recovery',
];
const SANDBOX = [
  'sandbox/shared', 'sandbox/template', 'sandbox/processes', 'sandbox/checks', 'sandbox/functions', 'sandbox/tasks', 'sandbox/listeners',
  'sandbox/deployments', 'sandbox/api', 'sandbox/state-machines', 'sandbox/rules', 'sandbox/alarms',
];

export const ROOMS: readonly Room[] = [
  {
    path: 'src/shared',
    holds: 'what synthesis and run time must agree on',
    imports: [],
    packages: 'none',
  },
  {
    path: 'src/contract',
    holds: 'contract, endpoints, budget, errors; values without AWS resources',
    imports: ['src/shared'],
    packages: 'any',
  },
  {
    path: 'src/aws',
    holds: 'what is behind an L2 construct; which container, port and target group belong together',
    imports: ['src/shared', 'src/contract'],
    packages: 'any',
  },
  { path: 'src/container', holds: 'container checks', imports: ['src/shared', 'src/contract', 'src/aws'], packages: 'any' },
  { path: 'src/load-balancer', holds: 'target groups, listeners, security groups', imports: ['src/contract', 'src/aws'], packages: 'any' },
  {
    path: 'src/dns',
    holds: 'Route 53 checks, records and their alarms',
    imports: ['src/shared', 'src/contract', 'src/aws'],
    packages: 'any',
  },
  {
    path: 'src/edge',
    holds: 'CloudFront, API Gateway, WAF, Shield Advanced, Global Accelerator',
    imports: ['src/contract', 'src/aws'],
    packages: 'any',
  },
  {
    path: 'src/instance',
    holds: 'Auto Scaling groups and capacity providers beneath the services',
    imports: ['src/contract'],
    packages: 'any',
  },
  {
    path: 'src/verification',
    holds: 'the verifier, its prober, its plans',
    imports: ['src/shared', 'src/contract', 'src/aws'],
    packages: 'any',
  },
  {
    path: 'src/network',
    holds: 'flow logs, analysed paths, alarms of tunnels and gateways',
    imports: ['src/shared', 'src/contract', 'src/aws', 'src/verification'],
    packages: 'any',
  },
  {
    path: 'src/signals',
    holds: 'alarms, the incident, events, dashboard',
    imports: ['src/shared', 'src/contract', 'src/aws', 'src/verification'],
    packages: 'any',
  },
  {
    path: 'src/deployment',
    holds: 'the gate of deployments: hooks, circuit breaker, deployment alarms',
    imports: ['src/shared', 'src/contract', 'src/aws', 'src/verification', 'src/signals'],
    packages: 'any',
  },
  {
    path: 'src/recovery',
    holds: 'recovery of services and of instances',
    imports: ['src/shared', 'src/contract', 'src/aws', 'src/verification', 'src/signals'],
    packages: 'any',
  },
  {
    path: 'src/experiment',
    holds: 'scenarios as experiments of AWS FIS',
    imports: ['src/contract', 'src/aws'],
    packages: 'any',
  },
  {
    path: 'src/lint',
    holds: 'rules over templates, one a file; the model that they read',
    imports: ['src/shared', 'src/contract'],
    packages: 'any',
  },
  {
    path: 'src',
    own: true,
    holds: '`LayeredHealth` and its mixin, which compose the rooms',
    imports: LIBRARY,
    packages: 'any',
  },
  {
    path: 'lambda/shared',
    holds: 'words of checks and verdicts, text, errors, AWS clients, secrets',
    imports: ['src/shared'],
    packages: 'any',
  },
  {
    path: 'lambda/engine',
    holds: 'the prober: `network/` (L3), `transport/` (L4), `tls/`, `application/` and `formats/` (L7)',
    imports: ['src/shared', 'lambda/shared'],
    packages: 'node',
  },
  {
    path: 'lambda/diagnosis',
    holds: 'pure: probes and evidence in; fault, layer and remedy out',
    imports: ['src/shared', 'lambda/shared'],
    packages: 'none',
  },
  {
    path: 'lambda/network',
    holds: 'why no packet arrives: the answers of the Reachability Analyzer',
    imports: ['src/shared', 'lambda/shared', 'lambda/diagnosis'],
    packages: 'any',
  },
  {
    path: 'lambda/verification',
    holds: 'one verification: `evidence/`, probes, diagnosis, `report/`',
    imports: ['src/shared', 'lambda/shared', 'lambda/diagnosis', 'lambda/network'],
    packages: 'any',
  },
  {
    path: 'lambda/signals',
    holds: 'messages about alarms and, in `events/`, about ECS events',
    imports: ['src/shared', 'lambda/shared', 'lambda/diagnosis', 'lambda/verification'],
    packages: 'any',
  },
  {
    path: 'lambda/deployment',
    holds: 'what a deployment hook is answered',
    imports: ['src/shared', 'lambda/shared', 'lambda/diagnosis', 'lambda/verification', 'lambda/signals'],
    packages: 'any',
  },
  {
    path: 'lambda/recovery',
    holds: 'what a recovery of `services/` or `instances/` does next',
    imports: ['src/shared', 'lambda/shared', 'lambda/engine', 'lambda/diagnosis', 'lambda/verification', 'lambda/signals'],
    packages: 'any',
  },
  { path: 'lambda', own: true, holds: 'handlers: the entry points of the functions', imports: ['src/shared', ...LAMBDA], packages: 'any' },
  {
    path: 'cli/services',
    holds: 'the services of a template, and the contract that fits',
    imports: ['src/shared', 'src/contract', 'src/lint'],
    packages: 'any',
  },
  {
    path: 'cli/timeline',
    holds: 'when each layer acts, as text, JSON and page',
    imports: ['src/contract', 'cli/services'],
    packages: 'any',
  },
  {
    path: 'cli/played',
    holds: 'what each observer saw in a scenario, as a page',
    imports: ['cli/timeline', 'sandbox/scenarios'],
    packages: 'any',
  },
  { path: 'cli/init', holds: 'a proposed contract as TypeScript and JSON', imports: ['src/shared', 'cli/services'], packages: 'any' },
  { path: 'cli/completion', holds: 'what a shell completes', imports: [], packages: 'any' },
  {
    path: 'cli/doctor',
    holds: 'a running account, explained as the verifier would and checked as a template',
    imports: [
      'src/shared', 'src/lint', 'lambda/shared', 'lambda/engine', 'lambda/diagnosis', 'lambda/verification', 'cli/services', 'cli/timeline',
      'cli/init',
    ],
    packages: 'any',
  },
  {
    path: 'cli',
    own: true,
    holds: 'the commands',
    imports: [
      'src/shared',
      'src/contract',
      'src/lint',
      'lambda/shared',
      'lambda/engine',
      'lambda/diagnosis',
      'cli/services',
      'cli/timeline',
      'cli/played',
      'cli/init',
      'cli/completion',
      'cli/doctor',
      'sandbox',
      'sandbox/shared',
      'sandbox/template',
      'sandbox/scenarios',
    ],
    packages: 'any',
  },
  {
    path: 'sandbox/shared',
    holds: 'clock, waits, logs, loopback addresses, the network',
    imports: ['src/shared'],
    packages: 'node',
  },
  {
    path: 'sandbox/template',
    holds: 'resolved resources, alarm rules, event patterns of a template',
    imports: ['src/shared'],
    packages: 'any',
  },
  {
    path: 'sandbox/processes',
    holds: 'groups of processes, none of which outlives the sandbox',
    imports: [],
    packages: 'node',
  },
  {
    path: 'sandbox/checks',
    holds: 'checks of containers and targets',
    imports: ['src/shared', 'sandbox/shared', 'sandbox/template', 'sandbox/processes'],
    packages: 'any',
  },
  {
    path: 'sandbox/functions',
    holds: 'the bundles as Lambda runs them',
    imports: ['sandbox/shared', 'sandbox/template', 'sandbox/processes'],
    packages: 'node',
  },
  {
    path: 'sandbox/tasks',
    holds: 'services, tasks, containers, target groups, and the scheduler',
    imports: ['sandbox/shared', 'sandbox/template', 'sandbox/processes', 'sandbox/checks'],
    packages: 'node',
  },
  {
    path: 'sandbox/listeners',
    holds: 'listeners of load balancers, which forward requests by weight',
    imports: ['sandbox/shared', 'sandbox/template', 'sandbox/tasks'],
    packages: 'node',
  },
  {
    path: 'sandbox/deployments',
    holds: 'blue/green, canary and linear deployments with their hooks',
    imports: ['sandbox/shared', 'sandbox/template', 'sandbox/functions', 'sandbox/tasks', 'sandbox/listeners'],
    packages: 'node',
  },
  {
    path: 'sandbox/api',
    holds: 'the AWS APIs that health needs, over HTTP',
    imports: ['sandbox/shared', 'sandbox/template', 'sandbox/functions', 'sandbox/tasks', 'sandbox/listeners'],
    packages: 'node',
  },
  {
    path: 'sandbox/state-machines',
    holds: 'Step Functions, and the DynamoDB that they use',
    imports: ['sandbox/shared', 'sandbox/template', 'sandbox/functions', 'sandbox/api'],
    packages: 'node',
  },
  {
    path: 'sandbox/rules',
    holds: 'the event bus of EventBridge and its targets',
    imports: ['sandbox/shared', 'sandbox/template', 'sandbox/functions', 'sandbox/state-machines'],
    packages: 'node',
  },
  {
    path: 'sandbox/alarms',
    holds: 'metrics, alarms and their actions, minute by minute',
    imports: ['sandbox/shared', 'sandbox/template', 'sandbox/functions', 'sandbox/rules'],
    packages: 'any',
  },
  {
    path: 'sandbox',
    own: true,
    holds: '`Sandbox`, and `assemble()`, which puts the rooms together',
    imports: ['src/shared', 'lambda/verification', ...SANDBOX],
    packages: 'any',
  },
  {
    path: 'sandbox/scenarios',
    holds: 'scenario files: format, faults, play, report',
    imports: [
      'src/shared',
      'lambda/shared',
      'lambda/engine',
      'lambda/diagnosis',
      'lambda/verification',
      'sandbox',
      'sandbox/shared',
      'sandbox/template',
      'sandbox/processes',
      'sandbox/checks',
      'sandbox/tasks',
    ],
    packages: 'any',
  },
  {
    path: 'sandbox/demo',
    holds: 'faults, each with the diagnosis that it must get',
    imports: ['src', 'lambda/shared', 'lambda/verification', 'lambda/recovery', 'sandbox', 'sandbox/shared'],
    packages: 'any',
  },
  {
    path: 'sandbox/figures',
    holds: 'how soon a fault is noticed and repaired',
    imports: ['src', 'sandbox', 'sandbox/shared', 'sandbox/tasks', 'sandbox/demo'],
    packages: 'any',
  },
];

/** The room of a file, by its path from the project's root; undefined for what stands in no row. */
export function roomOf(file: string): Room | undefined {
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  return ROOMS.filter(({ path, own }) => (own ? folder === path : `${folder}/`.startsWith(`${path}/`)))
    .reduce<Room | undefined>((best, room) => (best && best.path.length >= room.path.length ? best : room), undefined);
}

/** Whether a file may import another one; both by their paths from the project's root. */
export function mayImport(from: string, to: string): boolean {
  const [importer, imported] = [roomOf(from), roomOf(to)];
  return !importer || importer === imported || (imported !== undefined && importer.imports.includes(imported.path));
}

/** The table of ARCHITECTURE.md. */
export function roomsTable(): string {
  return [
    '| Room | What it holds |',
    '| --- | --- |',
    ...ROOMS.map(({ path, own, holds }) => `| \`${path}/${own ? '*' : ''}\` | ${holds} |`),
  ].join('\n');
}
