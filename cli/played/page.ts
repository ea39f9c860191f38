import { playedPicture } from './picture';
import { PLAYED_STYLE } from './style';
import { words } from '../../sandbox/scenarios/observation';
import type { PlayedScenario } from '../../sandbox/scenarios/played';
import { clockText, failureText, stepText } from '../../sandbox/scenarios/words';
import { escape } from '../timeline/escape';
import { pageOf } from '../timeline/frame';

/** What was seen in scenarios, as a page. */
export function playedPage(played: readonly PlayedScenario[]): string {
  const passed = played.filter((each) => each.passed).length;
  return pageOf(`Scenarios: ${passed} of ${played.length} passed`, PLAYED_STYLE, `<h1>What each observer saw</h1>
<p class="quiet">${passed} of ${played.length} scenarios passed. Times are AWS time, in minutes and seconds from the start of the scenario.
A thin line is well, a band says what is not.</p>
${LEGEND}
${played.map(scenarioSection).join('\n')}`);
}

const LEGEND = `<ul class="legend">${([['well', 'well'], ['waiting', 'on its way'], ['wrong', 'wrong'], ['unknown', 'not known']] as const)
  .map(([mood, text]) => `<li><svg width="34" height="16" aria-hidden="true"><rect class="band ${mood}" x="1" `
    + `${mood === 'well' ? 'y="7" width="32" height="3"' : 'y="1" width="32" height="14"'} rx="2"/></svg>${text}</li>`).join('')}</ul>`;

function scenarioSection(played: PlayedScenario, index: number): string {
  const { scenario, passed, seconds, problem } = played;
  const id = `scenario-${index}`;
  const result = passed ? '<span class="passed">passed</span>' : '<span class="failed">failed</span>';
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escape(scenario.name)}</h2>
<p class="quiet where">${result} · ${escape(scenario.file)} · ${seconds.toFixed(1)} s of real time</p>
${passed ? '' : `<pre>${escape(problem ?? firstProblem(played))}</pre>`}
${played.steps.length > 0 ? seen(played, id) : ''}
</section>`;
}

function firstProblem({ scenario, steps }: PlayedScenario): string {
  const failed = steps.find((step) => step.problem);
  return failed ? `${scenario.file}:${failed.step.line}: ${stepText(failed.step)}\n${failed.problem}` : '';
}

function seen(played: PlayedScenario, id: string): string {
  return `<figure>
<figcaption>A lane is a task. Numbers in circles are what was done, and messages, in order.</figcaption>
${playedPicture(played, `${id}-picture`)}
</figure>
${numbered('What was done', played.steps.flatMap(({ step, from }) => (step.kind === 'do' ? [`${clockText(from)} ${stepText(step)}`] : [])))}
${numbered('Messages', played.messages.map(({ at, subject }) => `${clockText(at)} ${subject}`))}
<details><summary>Steps, verdicts and messages as text</summary>
${table('Steps', ['Line', 'From', 'To', 'Step', 'Result'], played.steps.map(({ step, from, to, problem }) => [
  String(step.line), clockText(from), to === undefined ? 'end' : clockText(to), stepText(step), problem ?? 'as expected',
]))}
${table('Verdicts, with their evidence', ['At', 'Verdict', 'Evidence'], played.looks.map(({ at, service }) => [
  clockText(at), words(service), service.evidence.join('; '),
]))}
${played.messages.map(({ at, subject, text }) => `<pre>${escape(`${clockText(at)} ${subject}\n\n${text}`)}</pre>`).join('\n')}
${played.passed ? '' : `<pre>${escape(failureText(played))}</pre>`}
</details>`;
}

function numbered(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `<h3>${title}</h3>
<ol class="marks">${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ol>`;
}

function table(caption: string, heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return `<div class="scroll"><table><caption>${caption}</caption>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`).join('\n')}
</tbody></table></div>`;
}
