import { count, type Told, type ToldDrift, type ToldFinding, type ToldRow, type ToldService } from './told';
import { initCode } from '../init/code';
import { draftOf } from '../init/draft';
import { escape } from '../timeline/escape';
import { pageOf } from '../timeline/frame';
import { timelineSection } from '../timeline/page';
import { STYLE } from '../timeline/style';
import { serviceTimeline } from '../timeline/timeline';

/** The answer as a page: what is wrong, what will go wrong, when each layer acts, how to get there. */
export function doctorPage(told: Told, readAt: number): string {
  const { unwell, well, drift = [], summary, settings, unread } = told;
  const body = [
    `<h1>What is wrong, and what will go wrong</h1>
<p class="quiet">${escape(summary)}. Read at <time>${new Date(readAt).toISOString().replace(/\.\d+/, '')}</time>.</p>`,
    part('What is wrong now', unwell.length === 0 ? '<p class="well">Nothing that AWS can see.</p>' : unwell.map(unwellSection).join('\n')),
    part('What is well', well.length === 0 ? '' : `<ul class="plain">${well.map(({ name, says }) => (
      `<li><strong>${escape(name)}</strong> ${escape(says)}</li>`)).join('\n')}</ul>`),
    part('What differs from the template', drift.map(driftSection).join('\n')),
    part('What will go wrong', findingsSection(told)),
    part('When each layer acts', settings.length === 0 ? '' : '<p class="quiet">A bar ends at the typical case; the line around its end '
      + `reaches from the best to the worst case.</p>
${settings.map((each, index) => timelineSection(serviceTimeline(each), index, 3)).join('\n')}`),
    part('How to get there', settings.length === 0 ? '' : `<pre>${
      escape(initCode(settings.map((each) => draftOf(each))).trimEnd())}</pre>`),
    part('What was not read', unread.length === 0 ? '' : `<ul class="plain">${
      unread.map((line) => `<li>${escape(line)}</li>`).join('\n')}</ul>`),
  ].filter((each) => each !== '').join('\n');
  return pageOf(`Doctor: ${summary}`, DOCTOR_STYLE, body);
}

function part(title: string, markup: string): string {
  return markup === '' ? '' : `<h2>${title}</h2>
${markup}`;
}

function unwellSection({ status, name, cause, says, serving, rows, command, also }: ToldService): string {
  return `<article class="service ${status === 'DOWN' ? 'down' : 'doubtful'}">
<h3><span class="status">${status.replaceAll('_', ' ')}</span> ${escape(name)}</h3>
<p>${cause === undefined ? '' : `<strong>${escape(cause)}</strong>`}${escape(says)}</p>
${serving === undefined ? '' : `<p>${escape(serving)}</p>`}
${rowList(rows)}
${commandOf(command)}
${rowList(also)}
</article>`;
}

const LABELS: Readonly<Record<ToldRow['label'], string>> = {
  'for': 'For',
  'probed': 'Probed',
  'lately': 'Lately',
  'against': 'Against',
  'restart?': 'Restart?',
  'first': 'Do first',
  'also': 'Also',
};

/** One label for all that follow each other with it. */
function rowList(rows: readonly ToldRow[]): string {
  const groups: { readonly label: ToldRow['label']; readonly texts: string[] }[] = [];
  for (const { label, text } of rows) {
    const last = groups[groups.length - 1];
    if (last?.label === label) { last.texts.push(text); } else { groups.push({ label, texts: [text] }); }
  }
  return rows.length === 0 ? '' : `<dl class="rows">${groups.map(({ label, texts }) => `<div${label === 'first' ? ' class="first"' : ''}>`
    + `<dt>${LABELS[label]}</dt>${texts.map((text) => `<dd>${escape(text)}</dd>`).join('')}</div>`).join('\n')}</dl>`;
}

function driftSection({ title, differences }: ToldDrift): string {
  if (differences.length === 0) { return `<p>${escape(title)}</p>`; }
  return `<div class="scroll"><table><caption>${escape(title)}</caption>
<thead><tr><th scope="col">Setting</th><th scope="col">In the template</th><th scope="col">What runs</th></tr></thead>
<tbody>
${differences.map(({ setting, template, running }) => (
  `<tr><th scope="row">${escape(setting)}</th><td>${escape(template)}</td><td>${escape(running)}</td></tr>`)).join('\n')}
</tbody></table></div>`;
}

function findingsSection({ findings, notes }: Told): string {
  if (findings.length === 0 && notes === 0) { return ''; }
  const rest = notes > 0 ? `<p class="quiet">${count(notes, 'note')} beside: --json has them.</p>` : '';
  return `${findings.map(findingSection).join('\n')}
${rest}`;
}

function findingSection({ severity, rule, message, where, fix, command }: ToldFinding): string {
  return `<article class="finding ${severity === 'error' ? 'down' : 'doubtful'}">
<h3><span class="status">${severity}</span> ${escape(rule)}</h3>
<p>${escape(message)}</p>
<dl class="rows"><div><dt>Where</dt><dd>${escape(where)}</dd></div>
<div><dt>Fix</dt><dd>${escape(fix)}</dd></div></dl>
${commandOf(command)}
</article>`;
}

function commandOf(command: string | undefined): string {
  return command === undefined ? '' : `<pre class="command">${escape(command)}</pre>`;
}

/** The style of the timeline's page, and what only this one has. */
const DOCTOR_STYLE = `${STYLE}
article {
  border-left: 4px solid var(--now);
  padding: 2px 0 2px 14px;
  margin: 16px 0;
}
article.down { border-color: var(--alarm); }
article h3 { margin: 0 0 2px; overflow-wrap: anywhere; }
article p { overflow-wrap: anywhere; }
article .status { color: var(--now); font-size: 14px; }
article.down .status { color: var(--alarm); }
.rows { margin: 8px 0; }
.rows div { display: grid; grid-template-columns: 5em minmax(0, 1fr); gap: 2px 10px; margin: 5px 0; }
.rows dt { color: var(--quiet); font-size: 14px; }
.rows dd { margin: 0; grid-column: 2; overflow-wrap: anywhere; }
.rows .first dd { font-weight: 600; }
.plain { list-style: none; margin: 6px 0; padding: 0; overflow-wrap: anywhere; }
.plain li { margin: 4px 0; }
@media (max-width: 500px) {
  .rows div { display: block; }
}
@media print {
  article { break-inside: avoid; }
}
`;
