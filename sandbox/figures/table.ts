import Table from 'cli-table3';
import { createColors } from 'picocolors';
import type { Figures } from './measure';
import { SETTINGS, type Settings } from './templates';

const HEAD: Readonly<Record<Settings, string>> = {
  'defaults': "CDK's defaults",
  'contract': 'a contract',
  'contract, 30 s': 'detectWithin 30 s',
};

/** A row for each fault: seconds until the task receives no more traffic, and until a replacement receives it. */
export function renderFigures(all: readonly Figures[], color: boolean): string {
  const colors = createColors(color);
  const head = ['Fault in one of two tasks', ...SETTINGS.map((settings) => HEAD[settings])];
  const table = new Table({
    head: head.map((title) => colors.bold(title)),
    style: { head: [], border: color ? ['gray'] : [], compact: true },
    colAligns: ['left', 'right', 'right', 'right'],
  });
  const seconds = (value?: number) => value === undefined ? colors.red('never') : `${Math.round(value)} s`;
  const cell = (figures?: Figures) => `${seconds(figures?.trafficRemoved)} / ${seconds(figures?.recovered)}`;
  for (const fault of new Set(all.map((each) => each.fault))) {
    table.push([fault, ...SETTINGS.map((settings) => cell(all.find((each) => each.fault === fault && each.settings === settings)))]);
  }
  return table.toString();
}
