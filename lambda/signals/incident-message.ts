import type { Alarm } from './alarm';
import { alarmLink, consoleLink, verifierLink } from './console-link';
import { incidentOf } from './incident';
import type { Link, Message } from './message';
import type { Verification } from './verify-now';
import { lastPart } from '../shared/names';
import { cleanText } from '../shared/text';
import { affectedTasks } from '../verification/report/summary';

/** The message about an alarm that started or ended. */
export function incidentMessage(alarm: Alarm, verification: Verification, now: number): Message {
  const { name, arn, account, region, state, timestamp, previousTimestamp } = alarm;
  const report = verification.status === 'VERIFIED' ? verification.report : undefined;
  const { service, cluster, contractName } = placeOf(verification);
  const { title, ...incident } = incidentOf(alarm, verification, now);
  return {
    ...incident,
    id: `${name} ${timestamp}`,
    title: `${shortened(service ?? alarm.plan ?? name)}${contractName ? ` (${contractName})` : ''}: ${title}`,
    facts: [
      ['Kind', incident.kind],
      ['Layer', report?.layer ?? undefined],
      ['Service', service],
      ['Contract', contractName],
      ['Cluster', cluster],
      ['Alarm name', name],
      ['Account', account],
      ['Region', region],
      ['Time', timestamp],
    ],
    links: linksOf(alarm, cluster, service, verification.registered?.verifier),
    keywords: [incident.kind, ...service ? [service] : []],
    resources: [arn, ...report ? affectedTasks(report).map(({ taskArn }) => taskArn) : []].filter(Boolean),
    // An incident ends in the thread in which it began.
    thread: `${name} ${state === 'OK' ? previousTimestamp : timestamp}`,
  };
}

function placeOf(verification: Verification): { readonly service?: string; readonly cluster?: string; readonly contractName?: string } {
  if (verification.status === 'VERIFIED') { return verification.report; }
  const planned = verification.registered?.plan.service;
  return { service: nameIn(planned?.name), cluster: nameIn(planned?.cluster), contractName: nameIn(planned?.contractName) };
}

function linksOf(alarm: Alarm, cluster?: string, service?: string, verifier?: string): Link[] {
  const { partition, region } = alarm;
  const ecs =
    cluster && service ? consoleLink({ place: { partition, region, account: '', cluster, service }, page: 'service' }) : undefined;
  return [
    ...ecs ? [{ label: 'Console', words: 'Open in the ECS console', url: ecs }] : [],
    ...verifierLink(alarm, verifier),
    ...alarmLink(alarm),
  ];
}

/** A subject has room for the fault as well. */
function shortened(name: string): string {
  return name.length > 50 ? `${name.slice(0, 47)}...` : name;
}

function nameIn(nameOrArn: string | undefined): string | undefined {
  return nameOrArn === undefined ? undefined : cleanText(lastPart(nameOrArn), 255);
}
