import { contractLines } from './contract-lines';
import { escape } from './escape';
import { pageOf } from './frame';
import type { Phase, PhaseId } from './phase';
import { storyPicture } from './picture';
import { rowsOf, STORIES, type Row, type Story } from './rows';
import { STYLE } from './style';
import { durationText, secondsText } from './text';
import type { ServiceTimeline } from './timeline';
import { changesBy, type Change } from '../services/changes';

/** When each layer acts, as a page. */
export function timelinePage(timelines: readonly ServiceTimeline[]): string {
  return pageOf(`Health timeline: ${timelines.map(({ settings }) => settings.name).join(', ')}`, STYLE, `<h1>When does each layer act?</h1>
<p class="quiet">A bar ends at the typical case; the line around its end reaches from the best to the worst case.
Best: the fault occurs right before a check, and every check fails at once.
Worst: right after a successful check, and every check runs into its timeout. Typical: halfway.</p>
${timelines.map((timeline, index) => timelineSection(timeline, index, 2)).join('\n')}`);
}

/**
 * The part of a page about one service.
 * @param index makes ids unique within the page
 * @param level of its heading
 */
export function timelineSection(timeline: ServiceTimeline, index: number, level: 2 | 3): string {
  const { settings, now: { disagreements }, suggested } = timeline;
  const changes = suggested ? changesBy(suggested.contract, settings) : [];
  const compared = changes.length > 0;
  return `<section aria-labelledby="service-${index}">
<h${level} id="service-${index}">${escape(settings.name)}</h${level}>
<p class="quiet where">${escape([settings.constructPath, settings.template].filter(Boolean).join(' in '))}</p>
${cards(timeline, compared)}
${
  disagreements.length === 0
    ? '<p class="well">No two layers disagree.</p>'
    : `<ul class="alarms" aria-label="Where layers disagree">
${disagreements.map(({ what, fix }, number) => `<li><strong>! ${number + 1}</strong> ${escape(what)}<br/>${escape(fix)}</li>`).join('\n')}
</ul>`
}
${legend(compared, disagreements.length > 0)}
${(Object.keys(STORIES) as Story[]).filter((story) => rowsOf(timeline, story).length > 0).map((story) => (
  storySection(timeline, story, compared, `service-${index}-${story}`, level + 1)
)).join('\n')}
${compared ? contractSection(timeline, changes, level + 1) : `<p class="quiet">${suggested ? NO_CHANGE : NO_CONTRACT}</p>`}
</section>`;
}

const NO_CHANGE = 'The contract that fits it would change nothing.';
const NO_CONTRACT = 'No contract is suggested: the template does not say how to probe the process. '
  + 'Give the container a check or a port.';

const FROM: Readonly<Record<Story, string>> = {
  boot: 'from the start of the task',
  fault: 'from a fault that only a restart fixes',
  badDeployment: 'from the start of its first task',
};

function storySection(timeline: ServiceTimeline, story: Story, compared: boolean, id: string, level: number): string {
  const from = FROM[story];
  return `<h${level}>${STORIES[story]}</h${level}>
<figure>
<figcaption>Time ${from}. At the right, in seconds: best · typical · worst.</figcaption>
${storyPicture(timeline, story, compared, id)}
</figure>
<details><summary>The same as a table, with reasons</summary>
${table(rowsOf(timeline, story), compared, `${STORIES[story]}: seconds ${from} to the end of each phase`)}
</details>`;
}

const KEY_FIGURES: readonly (readonly [PhaseId, string])[] = [
  ['traffic-removed', 'A hung task receives no requests after'],
  ['replacement-in-service', 'Its replacement serves after'],
  ['deployment', 'A batch of a deployment takes'],
];

function cards({ now, suggested }: ServiceTimeline, compared: boolean): string {
  const labels = { now: compared ? ' now' : '', suggested: ' with contract' };
  const figure = (phase: Phase | undefined, lane: 'now' | 'suggested') =>
    phase
      ? `<dd class="is-${lane}"><strong>${durationText(phase.end.typical)}</strong>${labels[lane]}`
        // What never happens has no worst case.
        + `${phase.end.typical === phase.end.worst ? '' : `, worst ${durationText(phase.end.worst)}`}</dd>`
      : '';
  return `<dl class="cards">${KEY_FIGURES.flatMap(([id, label]) => {
    const [before, after] = [now, suggested?.timeline].map((timeline) => timeline?.fault.find((phase) => phase.id === id));
    return before ? [`<div class="card"><dt>${label}</dt>${figure(before, 'now')}${compared ? figure(after, 'suggested') : ''}</div>`] : [];
  }).join('')}</dl>`;
}

const WARNING = '<svg width="20" height="18" aria-hidden="true"><path class="mark" d="M1 17 l9 -16 l9 16 z"/>'
  + '<text class="mark-text" x="10" y="15">!</text></svg>';

function legend(compared: boolean, marked: boolean): string {
  const bar = (lane: string, line: string) =>
    `<svg width="52" height="14" aria-hidden="true"><rect class="${lane}" x="1" y="2" width="34" height="10" `
    + `rx="2"/><path class="whisker ${line}" d="M24 7 H48 M24 2 v10 M48 2 v10"/></svg>`;
  return `<ul class="legend"><li>${bar('bar now', 'now-line')}as the template is</li>
${compared ? `<li>${bar('bar suggested', 'suggested-line')}with the contract that fits it</li>` : ''}
${marked ? `<li>${WARNING}layers disagree, numbered as above</li>` : ''}</ul>`;
}

function table(rows: readonly Row[], compared: boolean, caption: string): string {
  const cases = ['best', 'typical', 'worst'] as const;
  const heads = (whose: string) => cases.map((name) => `<th scope="col" class="number">${whose} ${name}</th>`).join('');
  const cells = (phase: Phase | undefined) =>
    cases.map((name) => `<td class="number">${phase ? secondsText(phase.end[name]) : '–'}</td>`).join('');
  const line = (row: Row) => `<tr><th scope="row">${escape(row.name)}</th>${cells(row.now)}`
    + `${compared ? cells(row.suggested) : ''}<td>${escape(row.because)}</td></tr>`;
  return `<div class="scroll"><table><caption>${escape(caption)}</caption>
<thead><tr><th scope="col">Phase</th>${heads('now:')}${compared ? heads('contract:') : ''}<th scope="col">Why, as it is</th></tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody></table></div>`;
}

function contractSection({ suggested }: ServiceTimeline, changes: readonly Change[], level: number): string {
  const line = (cells: readonly string[]) =>
    `<tr><th scope="row">${escape(cells[0])}</th>${cells
      .slice(1)
      .map((cell) => `<td>${escape(cell)}</td>`)
      .join('')}</tr>`;
  const head = (cells: readonly string[]) => `<thead><tr>${cells.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead>`;
  return `<h${level}>The contract that fits it</h${level}>
<div class="scroll"><table><caption>What the contract would state</caption>${head(['Property', 'Value', 'Where it comes from'])}
<tbody>${contractLines(suggested!.contract).map(({ name, value, reason }) => line([name, value, reason])).join('\n')}</tbody></table></div>
<div class="scroll"><table><caption>What it would change</caption>${head(['Setting', 'Now', 'With the contract'])}
<tbody>${changes.map(({ setting, now, suggested: then }) => line([setting, now, then])).join('\n')}</tbody></table></div>`;
}
