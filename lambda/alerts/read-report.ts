import { FAULTS } from '../diagnosis/faults';
import { cleanText } from '../engine/text';
import type { Report } from '../report/report';

/** Longest line of a report: its summary. */
const LONGEST = 1_200;

/** What a verifier answered as a report, every text in it bounded and printable; undefined when it is none. */
export function readReport(answer: unknown): Report | undefined {
  const report = cleaned(answer) as Partial<Report> | null | undefined;
  const texts = [report?.service, report?.cluster, report?.status, report?.fault, report?.summary];
  if (!report || !texts.every((text) => typeof text === 'string') || !Object.hasOwn(FAULTS, report.fault!)) return undefined;
  const listed = isTexts(report.evidence) && Array.isArray(report.tasks) && report.tasks.every((task) => typeof task?.task === 'string'
    && typeof task.taskArn === 'string' && isTexts(task.evidence) && isTexts(task.beliefs));
  return listed && typeof report.counts?.desired === 'number' ? report as Report : undefined;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

/** The verifier cleans what targets say; whoever else answers in its place may not. */
function cleaned(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value, LONGEST);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 8) return undefined;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleaned(item, depth + 1)]));
}
