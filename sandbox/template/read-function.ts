import { number, object, text, type Properties } from './fields';
import { functionName } from './identifiers';
import type { FunctionModel, ScheduleModel } from './model';

/** Reads a Lambda function; defaults are those of Lambda. */
export function readFunction(name: string, arn: string, properties: Properties): FunctionModel {
  const variables = object(object(properties, 'Environment'), 'Variables');
  return {
    name,
    arn,
    handler: text(properties, 'Handler') ?? 'index.handler',
    timeoutSeconds: number(properties, 'Timeout', 3),
    memoryMegabytes: number(properties, 'MemorySize', 128),
    environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
  };
}

/** Reads a schedule of EventBridge Scheduler; undefined when its target is no function. */
export function readSchedule(name: string, arn: string, properties: Properties): ScheduleModel | undefined {
  const target = object(properties, 'Target');
  const targetArn = text(target, 'Arn') ?? '';
  if (!targetArn.includes(':function:')) {
    return undefined;
  }
  const expression = text(properties, 'ScheduleExpression') ?? '';
  return {
    name,
    arn,
    groupName: text(properties, 'GroupName') ?? 'default',
    expression,
    enabled: text(properties, 'State') !== 'DISABLED',
    ...rate(expression),
    functionName: functionName(targetArn),
    target,
    input: parse(text(target, 'Input') ?? '{}'),
  };
}

const MINUTES = { minute: 1, hour: 60, day: 1440 } as const;

function rate(expression: string): Pick<ScheduleModel, 'everyMinutes'> {
  const [, value, unit] = expression.match(/^rate\((\d+) (minute|hour|day)s?\)$/) ?? [];
  return value ? { everyMinutes: Math.max(1, Number(value)) * MINUTES[unit as keyof typeof MINUTES] } : {};
}

function parse(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}
