import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error';
import { isJsonObject, parseJson } from '../lambda/shared/untrusted-json';
import { type CustomFormat, customFormatPlan, WORD_LISTS } from '../src/shared/custom-format';
import type { CustomFormatPlan } from '../src/shared/plan';

const TEXTS = ['name', 'statusPath', 'componentsPath', 'componentName'] as const;
const ALLOWED = `an object with any of ${[...TEXTS, ...WORD_LISTS].join(', ')}`;

/**
 * Reads a format of the user's own from a file in JSON, with the options of `HealthFormat.custom`.
 * @throws UsageError where it cannot be used
 */
export function readFormatFile(path: string): CustomFormatPlan {
  const value = parseJson(readText(path))?.value;
  if (!isJsonObject(value)) { return refuse(path, value === undefined ? 'a file that is not JSON' : 'JSON that is no object'); }
  for (const [name, given] of Object.entries(value)) {
    const isText = TEXTS.some((text) => text === name) && typeof given === 'string';
    const isList = WORD_LISTS.some((list) => list === name) && Array.isArray(given) && given.every((word) => typeof word === 'string');
    if (!isText && !isList) { return refuse(path, `${JSON.stringify(name)}: ${(JSON.stringify(given) ?? '').slice(0, 100)}`); }
  }
  const found = customFormatPlan(value as CustomFormat);
  if ('problem' in found) { throw new UsageError(found.problem); }
  return found.plan;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new UsageError({
      what: 'A format file cannot be read', got: (error as Error).message, allowed: 'a file in JSON', fix: 'check the path',
    });
  }
}

function refuse(path: string, got: string): never {
  throw new UsageError({
    what: `The format file ${path} cannot be used`,
    got,
    allowed: `${ALLOWED}; words are lists of texts`,
    fix: 'write it as the options of HealthFormat.custom',
  });
}
