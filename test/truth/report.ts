import { judge, type Judgement, type Minute, type Wrong } from './judge';
import type { Task } from './task';
import type { Play } from './world';
import type { Diagnosis } from '../../lambda/shared/verdict';

const WRONGS: readonly Wrong[] = ['wrong cause', 'wrong remedy', 'harmful', 'silent', 'called'];
/** The wrongs that a cause or remedy alone is not. */
const GRAVER = WRONGS.slice(2);
const WORST = 3;

/** What all worlds came to: by cause, and what was said instead of what. */
export function summary(judgements: readonly Judgement[]): string {
  return [matrix(judgements), '', totals(judgements), '', worst(judgements)].join('\n');
}

function nameOf({ world: { cause, event } }: Judgement): string {
  return cause?.name ?? `all is well: ${event!.name}`;
}

function share(count: number, all: number): string {
  return all === 0 ? '–' : `${(100 * count / all).toFixed(1)} %`;
}

interface Row {
  readonly name: string;
  readonly isCause: boolean;
  readonly worlds: number;
  readonly due: number;
  readonly right: number;
  /** Of each of the graver wrongs, in how many worlds it occurred. */
  readonly counts: readonly number[];
  /** Minutes, the median. */
  readonly told: number | string;
  readonly said: string;
}

/** For each cause, and each world in which all is well, how often a verdict was due, right, and what was said. */
function rowsOf(judgements: readonly Judgement[]): Row[] {
  const groups = new Map<string, Judgement[]>();
  for (const each of judgements) { groups.set(nameOf(each), [...groups.get(nameOf(each)) ?? [], each]); }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => {
    const due = all.filter(({ isScored }) => isScored);
    const said = new Map<string, number>();
    for (const { said: fault } of due) { said.set(fault!, (said.get(fault!) ?? 0) + 1); }
    const told = all.flatMap(({ toldAfter }) => (toldAfter === undefined ? [] : [toldAfter])).sort((a, b) => a - b);
    return {
      name,
      isCause: all[0]!.world.cause !== undefined,
      worlds: all.length,
      due: due.length,
      right: due.filter((each) => !isMistaken(each)).length,
      counts: GRAVER.map((what) => all.filter(({ wrong }) => wrong.some((each) => each.what === what)).length),
      told: told[Math.floor(told.length / 2)] ?? '–',
      said: [...said].sort(([, a], [, b]) => b - a).map(([fault, count]) => `${fault} ${count}`).join(', '),
    };
  });
}

/** The matrix of confusion. */
function matrix(judgements: readonly Judgement[]): string {
  return table([
    ['Cause', 'Worlds', 'Due', 'Right', 'Harmful', 'Silent', 'Called', 'Told', 'Said'],
    ...rowsOf(judgements).map(({ name, worlds, due, right, counts, told, said }) => (
      [name, worlds, due, share(right, due), ...counts, told, said]
    )),
  ]);
}

/** What docs/accuracy.md says of them. */
export function figures(judgements: readonly Judgement[]): string {
  const rows = rowsOf(judgements);
  const causes = rows.filter(({ isCause }) => isCause);
  const well = rows.filter(({ isCause }) => !isCause).reduce((sum, { worlds }) => sum + worlds, 0);
  const due = causes.reduce((sum, row) => sum + row.due, 0);
  const right = causes.reduce((sum, row) => sum + row.right, 0);
  const wrong = causes.filter((row) => row.right < row.due).map((row) => `"${row.name}" (${row.due - row.right})`);
  const graver = GRAVER.map((what, index) => `${what} in ${rows.reduce((sum, { counts }) => sum + counts[index]!, 0)}`).join(', ');
  return [
    `Of ${judgements.length} worlds, in ${well} of which all was well, ${due} were due and ${right} right (${share(right, due)}); `
    + `wrong: ${wrong.join(', ') || 'none'}. It was ${graver}.`,
    '',
    table([['Cause', 'Told', 'Said'], ...causes.map(({ name, told, said }) => [name, told, said])]),
  ].join('\n');
}

function table(rows: readonly (readonly (string | number)[])[]): string {
  const [head, ...body] = rows.map((row) => `| ${row.join(' | ')} |`);
  return [head, `|${rows[0]!.map(() => '---').join('|')}|`, ...body].join('\n');
}

function isMistaken({ wrong }: Judgement): boolean {
  return wrong.some(({ what }) => what === 'wrong cause' || what === 'wrong remedy');
}

function totals(judgements: readonly Judgement[]): string {
  const due = judgements.filter(({ isScored }) => isScored);
  const right = due.filter((each) => !isMistaken(each));
  const careful = due.filter(({ isCareful }) => isCareful);
  return [
    `${judgements.length} worlds; a verdict was due in ${due.length}, right in ${right.length} (${share(right.length, due.length)}), `
    + `two causes named in ${careful.length} (${share(careful.length, due.length)})`,
    ...GRAVER.map((what) => `${what}: ${judgements.filter(({ wrong }) => wrong.some((each) => each.what === what)).length}`),
  ].join('\n');
}

function worst(judgements: readonly Judgement[]): string {
  const lines = WRONGS.flatMap((what) => {
    const causes = new Map<string, Judgement[]>();
    for (const each of judgements.filter(({ wrong }) => wrong.some((one) => one.what === what))) {
      causes.set(nameOf(each), [...causes.get(nameOf(each)) ?? [], each]);
    }
    return [...causes].map(([name, all]) => (
      `${what} (${all.length}), ${name}: ${all.slice(0, WORST).map(({ world: { seed }, said, wrong }) => (
        `seed ${seed} minute ${wrong.find((each) => each.what === what)!.minute}${said ? ` ${said}` : ''}`
      )).join('; ')}`
    ));
  });
  return lines.join('\n');
}

/** One world, minute by minute. */
export function story(seed: number): string {
  const lines: string[] = [];
  const judgement = judge(seed, (play, minute) => lines.push(...lineOf(play, minute)));
  const { world: { terms, cause, event, share: many, begins, ends, targetsUnread, coldStarts } } = judgement;
  const { plan, ...rest } = terms;
  return [
    `${cause?.name ?? event!.name}, ${many}, from ${begins} s to ${ends} s`,
    JSON.stringify(rest),
    JSON.stringify({ ...plan.timing, readiness: plan.readiness !== undefined, worker: plan.worker !== undefined }),
    `targets unread: ${[...targetsUnread].join(' ')}; cold starts: ${[...coldStarts].join(' ')}`,
    ...lines,
    judgement.wrong.map(({ minute, what }) => `${minute}: ${what}`).join('; ') || 'nothing wrong',
  ].join('\n');
}

/** One task in a few characters: lifecycle and age, container, target, effects. */
function taskWords({ lifecycle, container, target, effect, startedAt, stoppingAt, name }: Task, now: number): string {
  const age = startedAt === undefined ? '' : `+${now - startedAt}`;
  const effects = Object.values(effect);
  return `${name.slice(-2)}${lifecycle.slice(0, 4)}${age}${stoppingAt === undefined ? '' : '↓'}`
    + `/c${(container?.health ?? '-').slice(0, 2)}/t${(target?.health ?? '-').slice(0, 2)}`
    + (effects.length > 0 ? `!${effects.join('+')}` : '');
}

function faultWords({ fault, remedy, alternatives }: Diagnosis): string {
  return `${fault}/${remedy}${alternatives ? `(or ${alternatives.join()})` : ''}`;
}

function lineOf({ service }: Play, { minute, look, isTold, serving, truth, wrong }: Minute): string[] {
  const tasks = service.tasks.map((task) => taskWords(task, service.now)).join(' ');
  const said = look?.seen;
  return [
    `${String(minute).padStart(2)} ${isTold ? 'TOLD ' : '     '} serve ${serving}/${service.desired} `
      + `${truth ? `truth ${truth.join('|')} ` : ''}${wrong.length > 0 ? `WRONG ${wrong.join(', ')} ` : ''}`
      + `said ${said ? [said.service, ...said.further].map(faultWords).join(' ; ') : 'nothing'}`
      + ` restart ${look?.counts.restartWouldHelp ?? '-'}`,
    `       ${tasks}`,
    ...(said
      ? [
        `       tasks: ${said.tasks.map(({ evidence, diagnosis }) => `${evidence.task.slice(-2)} ${faultWords(diagnosis)}`).join(', ')}; `
        + said.service.evidence.slice(0, 2).join(' / '),
      ]
      : []),
  ];
}
