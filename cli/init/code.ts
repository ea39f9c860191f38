import type { ContractDraft } from './draft';
import { changesBy } from '../services/changes';
import type { ContractProposal, ProposedDuration } from '../services/propose-contract';
import type { ProposedEndpoint } from '../services/propose-endpoints';
import { isUnknown } from '../services/quantity';
import type { ServiceSettings } from '../services/service-settings';

const NOTICE = `/**
 * A draft of health contracts, from templates. Comments state where each value comes from; GUESS marks what a template does not state.
 * Call each function where its service is made, and remove the settings that the contract now makes: container check, target group, grace
 * period.
 */
`;

const IMPORTS = `import { Duration } from 'aws-cdk-lib';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
`;

/** TypeScript that compiles: a function for each service that applies its contract. */
export function initCode(drafts: readonly ContractDraft[]): string {
  const names = new Set<string>();
  const functions = drafts.map((draft) => (draft.contract ? functionOf(draft, draft.contract, nameOf(draft, names)) : leftOut(draft)));
  const proposed = drafts.filter(({ contract }) => contract);
  if (proposed.length === 0) { return `${[NOTICE.trimEnd(), ...functions, 'export {};'].join('\n\n')}\n`; }
  const library = [
    ...proposed.some(({ probe }) => probe) ? ['ContainerProbe'] : [],
    'HealthContract',
    'HealthEndpoint',
    ...proposed.some(({ contract }) => contract?.liveness.format ?? contract?.readiness?.format) ? ['HealthFormat'] : [],
    'LayeredHealth',
  ];
  return `${[`${NOTICE}${IMPORTS}import { ${library.join(', ')} } from 'cdk-ecs-layered-health';`, ...functions].join('\n\n')}\n`;
}

function functionOf(draft: ContractDraft, contract: ContractProposal, name: string): string {
  return `/**
 * ${whereOf(draft)}.
${changeLines(draft, contract).map((line) => ` *${line === '' ? '' : ` ${line}`}`).join('\n')}
 */
export function check${name}(scope: Construct, service: BaseService, topic: ITopic): LayeredHealth {
  const contract = new HealthContract({
${contractLines(contract).map((line) => `    ${line}`).join('\n')}
  });
  return new LayeredHealth(scope, '${name}Health', {
    contract,
    service,
    alert: { topic },
${probeLines(draft, contract).map((line) => `    ${line}\n`).join('')}  });
}`;
}

/** What the contract changes, and what it does not know of. */
function changeLines({ settings, stated = settings, probe }: ContractDraft, contract: ContractProposal): string[] {
  const { cloudMap, route53, deployment, container: { check }, otherTargetGroups = [] } = settings;
  const checked = probe !== undefined || contract.liveness.protocol === 'command';
  const now = new Map(changesBy(contract, stated).map((change) => [change.setting, change.now]));
  const changes = [
    ...probe && check ? [`Container check: command: ${check.command.join(' ')} → that of ContainerProbe.${probe}()`] : [],
    ...changesBy(contract, settings).filter(({ setting }) => checked || !setting.startsWith('Container check'))
      .map((change) => `${now.get(change.setting) === change.now ? '' : 'GUESS: '}${change.setting}: ${change.now} → ${change.suggested}`),
    ...otherTargetGroups.length > 0 ? [`GUESS: the check of ${otherTargetGroups.join(', ')} → that of the slowest target group`] : [],
  ];
  const left = [
    ...route53 ? ['the check of Route 53: DnsHealth makes one from the contract'] : [],
    ...cloudMap ? [`Cloud Map, which ${cloudMap.knowsHealth ? 'knows' : 'does not know'} which tasks are unhealthy`] : [],
    ...deployment
      ? [`${breakerOf(stated) === breakerOf(settings) ? '' : 'GUESS: '}the circuit breaker, which is ${breakerOf(settings)}`] : [],
    ...!checked && check ? ['the container check'] : [],
  ];
  return [
    '',
    changes.length > 0 ? 'The contract changes:' : 'The contract changes no number.',
    ...changes.map((change) => `- ${oneLine(change)}`),
    ...left.length > 0 ? ['', 'Not part of a contract, and left as it is:', ...left.map((one) => `- ${one}`)] : [],
  ];
}

/** `unknown` also where only its threshold is. */
function breakerOf({ deployment }: ServiceSettings): string {
  const failures = deployment?.failures;
  return failures === undefined ? 'off' : isUnknown(failures) ? 'unknown' : 'on';
}

function contractLines(contract: ContractProposal): string[] {
  const { port, portGuess, liveness, readiness, startup, longestRequest, shutdown, detectWithin } = contract;
  return [
    ...port === undefined ? [] : [
      portGuess === undefined ? '// The port that the container maps, or that its checks use.' : `// GUESS: ${oneLine(portGuess)}.`,
      `port: ${port},`,
    ],
    ...endpointLines('liveness', liveness),
    ...readiness ? endpointLines('readiness', readiness) : [],
    ...!readiness && liveness.protocol !== 'command'
      ? [
        '// GUESS: liveness serves for both. Give readiness a path of its own that reports whether the task can serve '
            + 'requests: load balancers check it.',
      ]
      : [],
    ...durationLines('startup', startup),
    ...durationLines('longestRequest', longestRequest),
    ...durationLines('shutdown', shutdown),
    ...durationLines('detectWithin', detectWithin),
  ];
}

function endpointLines(name: string, endpoint: ProposedEndpoint): string[] {
  const { protocol, path, format, service, statusCodes, port, command, timeout, reason, guesses = [] } = endpoint;
  const options = [
    ...format === undefined ? [] : [`format: HealthFormat.${format}`],
    ...statusCodes === undefined ? [] : [`statusCodes: '${statusCodes}'`],
    ...port === undefined ? [] : [`port: ${port}`],
    ...timeout === undefined ? [] : [`timeout: Duration.seconds(${timeout})`],
  ];
  const named = literal(service ?? '');
  const asked = literal(path);
  const first = { command: literal(command), grpc: named, grpcs: named, tcp: undefined, http: asked, https: asked }[protocol];
  const given = [...first === undefined ? [] : [first], ...options.length > 0 ? [`{ ${options.join(', ')} }`] : []];
  // No check of the template probes this port yet.
  const guess = protocol === 'tcp' ? 'GUESS: ' : '';
  return [
    `// ${guess}${sentence(reason)}`,
    ...guesses.map((one) => `// GUESS: ${sentence(one)}`),
    `${name}: HealthEndpoint.${protocol}(${given.join(', ')}),`,
  ];
}

function durationLines(name: string, { seconds, from, reason }: ProposedDuration): string[] {
  return [`// ${from === 'assumed' ? 'GUESS: ' : ''}${sentence(reason)}`, `${name}: Duration.seconds(${seconds}),`];
}

function probeLines({ probe }: ContractDraft, { liveness: { protocol } }: ContractProposal): string[] {
  if (probe) { return ['// The program that the container check uses today.', `containerProbe: ContainerProbe.${probe}(),`]; }
  return protocol === 'command'
    ? []
    : ['// containerProbe: the template does not say which program the image has, so the container check stays as it is.'];
}

function leftOut(draft: ContractDraft): string {
  return draft.covered
    ? `// ${whereOf(draft)}: has a contract already.`
    : `// ${whereOf(draft)}: the template does not say how to probe its process: ${oneLine(draft.missing ?? '')}.`;
}

/** Names come from templates: nothing in them may end a comment, or a line. */
function whereOf({ settings: { name, template, constructPath } }: ContractDraft): string {
  return oneLine(`${constructPath ?? name} (${constructPath === undefined ? '' : `${name} in `}${template})`);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${oneLine(text.slice(1))}.`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll('*/', '* /');
}

/** A unique name of a function: Shop/Web/Service becomes ShopWeb. */
function nameOf({ settings: { name, constructPath } }: ContractDraft, taken: Set<string>): string {
  const words = (constructPath?.replace(/\/(Service|Resource)(?=\/|$)/g, '') ?? name).split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const base = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') || 'Service';
  let unique = base;
  for (let number = 2; taken.has(unique); number += 1) { unique = `${base}${number}`; }
  taken.add(unique);
  return unique;
}

/** JSON's strings are TypeScript's, in double quotes; single ones are what this library is written in. */
function literal(value: unknown): string | undefined {
  if (Array.isArray(value)) { return `[${value.map(literal).join(', ')}]`; }
  return value === undefined ? undefined : `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
