import type { SaidReport } from '../sandbox/scenarios/check-reports';

/**
 * The verifier's reports in a text: a list, one a line, or what the AWS CLI prints of its log. Everything else in it is left out, because
 * a log holds other lines too.
 */
export function readReports(text: string): SaidReport[] {
  const whole = parsed(text);
  const values = whole === undefined ? text.split('\n').map(parsed) : [whole];
  return values.flatMap(unpacked).filter(isReport).sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unpacked(value: unknown): unknown[] {
  if (Array.isArray(value)) { return value.flatMap(unpacked); }
  const { events, message, status } = (value ?? {}) as { readonly events?: unknown; readonly message?: unknown; readonly status?: unknown };
  if (Array.isArray(events)) { return events.flatMap(unpacked); }
  return typeof message === 'string' && status === undefined ? [parsed(message)] : [value];
}

function isReport(value: unknown): value is SaidReport {
  const { service, at, status, fault, tasks, evidence } = (value ?? {}) as Partial<Record<keyof SaidReport, unknown>>;
  return [service, at, status, fault].every((each) => typeof each === 'string')
    && !Number.isNaN(Date.parse(at as string)) && Array.isArray(tasks) && Array.isArray(evidence);
}
