import type { Alarm } from './alarm';
import { incidentOf } from './incident';
import type { Verified } from './verify-now';
import { cleanText } from '../engine/text';
import { consoleAt, consoleLink } from '../events/console-link';
import type { Link, Message } from '../events/message';
import { lastPart } from '../report/names';
import { affectedTasks } from '../report/summary';

/** The one message that people get of an alarm. */
export function messageOfIncident(alarm: Alarm, verified: Verified, now: number): Message {
  const { name, arn, account, region, state, timestamp, previousTimestamp } = alarm;
  const { report } = verified;
  const service = report?.service ?? nameIn(verified.service?.name);
  const cluster = report?.cluster ?? nameIn(verified.service?.cluster);
  const part = report ? report.part : nameIn(verified.service?.part);
  const { title, ...incident } = incidentOf(alarm, verified, now);
  return {
    ...incident,
    id: `${name} ${timestamp}`,
    title: `${shortened(service ?? alarm.schedule ?? name)}${part ? ` (${part})` : ''}: ${title}`,
    facts: [
      ['Kind', incident.kind], ['Layer', report?.layer ?? undefined], ['Service', service], ['Part', part], ['Cluster', cluster],
      ['Alarm name', name], ['Account', account], ['Region', region], ['Time', timestamp],
    ],
    links: linksOf(alarm, cluster, service, verified.verifier),
    keywords: [incident.kind, ...service ? [service] : []],
    resources: [arn, ...report ? affectedTasks(report).map(({ taskArn }) => taskArn) : []].filter(Boolean),
    // An incident ends in the thread in which it began.
    thread: `${name} ${state === 'OK' ? previousTimestamp : timestamp}`,
  };
}

function linksOf({ name, partition, region }: Alarm, cluster?: string, service?: string, verifier?: string): Link[] {
  const start = consoleAt({ partition, region });
  if (!start) return [];
  const page = (path: string) => `${start}/${path}`;
  const ecs = cluster && service ? consoleLink({ place: { partition, region, account: '', cluster, service }, page: 'service' }) : undefined;
  // The ARN ends in the name, which may be followed by a version.
  const functionName = verifier?.split(':')[6];
  return [
    ...ecs ? [{ label: 'Console', words: 'Look at it in the ECS console', url: ecs }] : [],
    ...functionName && /^[\w-]+$/.test(functionName)
      // The name of the log group is not known here; the page has a button that leads to it.
      ? [{ label: 'Verifier and its log', words: 'The verifier and its log', url: page(`lambda/home?region=${region}#/functions/${functionName}?tab=monitoring`) }]
      : [],
    { label: 'Alarm', words: 'The alarm and its history', url: page(`cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`) },
  ];
}

/** A subject has room for the fault as well. */
function shortened(name: string): string {
  return name.length > 50 ? `${name.slice(0, 47)}...` : name;
}

function nameIn(nameOrArn: string | undefined): string | undefined {
  return nameOrArn === undefined ? undefined : cleanText(lastPart(nameOrArn), 255);
}
