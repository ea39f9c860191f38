import { FAULTS } from '../diagnosis/faults';
import { isDoubt } from '../diagnosis/remedies';
import { cleanText } from '../shared/text';
import type { Diagnosis } from '../shared/verdict';
import type { Report } from '../verification/report/report';

/** Longest line of a report: its summary. */
const LONGEST = 1_200;

/** What a verifier answered as a report, every text in it bounded and printable; undefined when it is none. */
export function readReport(answer: unknown): Report | undefined {
  const report = cleaned(answer) as Partial<Report> | null | undefined;
  const texts = [report?.service, report?.cluster, report?.status, report?.fault, report?.summary];
  if (!report || !texts.every((text) => typeof text === 'string') || !Object.hasOwn(FAULTS, report.fault!)) { return undefined; }
  if (report.further !== undefined && !(Array.isArray(report.further) && report.further.every(isObject))) { return undefined; }
  const listed =
    isTexts(report.evidence)
    && Array.isArray(report.tasks)
    && report.tasks.every(
      (task) =>
        isObject(task)
        && typeof task?.task === 'string'
        && typeof task.taskArn === 'string'
        && isTexts(task.evidence)
        && isTexts(task.beliefs),
    );
  if (report.passed !== undefined && !(isObject(report.passed) && !Number.isNaN(Date.parse(report.passed.at)))) { return undefined; }
  const found = [report, ...report.passed ? [report.passed] : [], ...report.further ?? [], ...report.tasks ?? []];
  const explained = found.every(namesKnownFaults) && isServing(report.serving);
  return listed && explained && typeof report.counts?.desired === 'number' ? report as Report : undefined;
}

function namesKnownFaults({ fault, alternatives = [], doubt, evidence, against = [] }: Partial<Diagnosis>): boolean {
  return Array.isArray(alternatives)
    && [fault, ...alternatives].every((name) => typeof name === 'string' && Object.hasOwn(FAULTS, name))
    && (doubt === undefined || isDoubt(doubt))
    && isTexts(evidence) && isTexts(against);
}

function isServing(serving: Report['serving']): boolean {
  return serving === undefined
    || (serving !== null && [serving.serving, serving.desired, serving.minimum].every((number) => typeof number === 'number'));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

/** The verifier cleans what targets say; a function in its place may not. */
function cleaned(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') { return cleanText(value, LONGEST); }
  if (typeof value !== 'object' || value === null) { return value; }
  if (depth > 8) { return undefined; }
  if (Array.isArray(value)) { return value.map((item) => cleaned(item, depth + 1)); }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleaned(item, depth + 1)]));
}
