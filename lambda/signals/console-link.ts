import type { Alarm } from './alarm';
import type { Notice } from './events/notice';
import type { Place } from './events/place';
import type { Link } from './message';

/** The console of each partition; the isolated ones are not on the internet, and get no link. */
const CONSOLE: Readonly<Record<string, string>> = {
  'aws': 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** The page of an alarm. */
export function alarmLink({ name, partition, region }: Alarm): Link[] {
  const start = consoleAt({ partition, region });
  const url = `${start}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
  return start ? [{ label: 'Alarm', words: 'The alarm and its history', url }] : [];
}

/** The page of the function that verifies. The name of its log group is not known here; the page has a button that leads to it. */
export function verifierLink({ partition, region }: Alarm, functionArn: string | undefined): Link[] {
  const start = consoleAt({ partition, region });
  // The ARN ends in the name, which may be followed by a version.
  const name = functionArn?.split(':')[6];
  if (!start || !name || !/^[\w-]+$/.test(name)) { return []; }
  const url = `${start}/lambda/home?region=${region}#/functions/${name}?tab=monitoring`;
  return [{ label: 'Verifier and its log', words: 'The verifier and its log', url }];
}

/** The start of a page's address in the console; undefined where there is none. */
export function consoleAt({ partition, region }: Pick<Place, 'partition' | 'region'>): string | undefined {
  const host = Object.hasOwn(CONSOLE, partition) ? CONSOLE[partition] : undefined;
  return host && /^[a-z0-9-]+$/.test(region) ? `https://${region}.${host}` : undefined;
}

/** The page of the ECS console that shows what a notice is about. */
export function consoleLink({ place, page }: Pick<Notice, 'place' | 'page'>): string | undefined {
  const start = consoleAt(place);
  if (!start) { return undefined; }
  const path = ['clusters', place.cluster, ...pagePath(place, page)].map(encodeURIComponent).join('/');
  return `${start}/ecs/v2/${path}?region=${place.region}`;
}

function pagePath({ service, task, containerInstance }: Notice['place'], page: Notice['page']): string[] {
  if (page === 'instance') { return ['infrastructure', ...containerInstance ? ['container-instances', containerInstance] : []]; }
  if (!service) { return ['services']; }
  if (page === 'task' && task) { return ['services', service, 'tasks', task, 'configuration']; }
  return ['services', service, page === 'deployments' ? 'deployments' : 'health'];
}
