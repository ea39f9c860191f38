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

/** Reads the target of an EventBridge Scheduler schedule; undefined when it is no function. */
export function readSchedule(logicalId: string, properties: Properties): ScheduleModel | undefined {
  const target = object(properties, 'Target');
  const arn = text(target, 'Arn') ?? '';
  if (!arn.includes(':function:')) {
    return undefined;
  }
  return { logicalId, functionName: functionName(arn), input: parse(text(target, 'Input') ?? '{}') };
}

function parse(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}
