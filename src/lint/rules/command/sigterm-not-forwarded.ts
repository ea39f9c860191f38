import type { Container } from '../../model/container';
import type { LintModel } from '../../model/lint-model';
import { parseScript, programOf, SHELLS } from '../../model/shell-command';
import { shortened, whichContainer } from '../../model/words';
import type { Problem, Rule } from '../../rule';
import { isEmpty } from '../../value';

const RUNNERS = ['npm', 'yarn', 'pnpm'];
/** By which a shell waits for signals, or gives its place to the program. */
const HANDLES_SIGNALS = /(^|[;&|\s])(exec|trap)\s/;

/** A script that repeats itself: there is no last program to which the shell could give its place. */
const LOOP = /^\s*(while|until|for)\s|[;&\n]\s*(while|until|for)\s/;

export const sigtermNotForwarded: Rule = {
  name: 'SigtermNotForwarded',
  severity: 'warning',
  what: 'A container runs its application below a shell or npm, which keep SIGTERM to themselves.',
  why:
    'ECS sends SIGTERM to the first process alone: the application does not learn that it has to stop, and is killed with its requests '
      + 'when '
    + 'StopTimeout is over. It is a note (info) for a shell with a single command, to which some shells give their place.',
  source: 'https://docs.docker.com/reference/dockerfile/#entrypoint',
  furtherSources: [
    'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md',
    'https://aws.amazon.com/blogs/containers/graceful-shutdowns-with-ecs/',
  ],
  exception: 'The application keeps nothing that a sudden end could cost, or a shell gives it its place.',
  check: (model) => model.containers.filter(({ taskDefinition }) => model.servicesOf(taskDefinition).length > 0)
    .flatMap(({ container, resource }) => {
      const problem = problemOf(model, container);
      return problem ? [{ resource, ...problem }] : [];
    }),
};

function problemOf(model: LintModel, container: Container): Omit<Problem, 'resource'> | undefined {
  const run = commandOf(model, container);
  if (!run || run.words.length === 0) { return undefined; }
  const { words, from } = run;
  const script = SHELLS.includes(nameOf(words[0])) && /^-[a-z]*c$/.test(words[1] ?? '') ? words[2] : undefined;
  const where = whichContainer(container);
  if (script !== undefined && LOOP.test(script) && !HANDLES_SIGNALS.test(script)) {
    return container.initProcess === false ? {
      severity: 'info',
      message: `${capital(where)} runs '${shortened(script)}' in a shell${from}, which as the first process ignores SIGTERM: each stop `
        + 'waits for its StopTimeout.',
      fix: 'Set LinuxParameters.InitProcessEnabled to true: the loop then ends on SIGTERM.',
    } : undefined;
  }
  if (script !== undefined && !HANDLES_SIGNALS.test(script)) {
    const steps = parseScript(script) ?? [];
    const single = steps.length === 1 && !RUNNERS.includes(programOf(steps[0]));
    return {
      severity: single ? 'info' : 'warning',
      message: `${capital(where)} runs '${shortened(script)}' in a shell${from}, which does not pass SIGTERM on.`,
      fix: single
        ? 'Write the program and its arguments as words of their own, without a shell; or put exec before the program.'
        : 'Put exec before the last program of the script, and run the application itself rather than npm.',
    };
  }
  return RUNNERS.includes(nameOf(words[0])) && script === undefined ? {
    severity: 'info',
    message: `${capital(where)} runs '${shortened(words.join(' '))}'${from}: npm and yarn start the application below a shell of their `
      + 'own.',
    fix: 'Run the application itself, such as node server.js.',
  } : undefined;
}

/** What the task definition runs, or else what its image runs, where the Dockerfile is known. */
function commandOf(model: LintModel, container: Container): { readonly words: readonly string[]; readonly from: string } | undefined {
  const { entryPoint, command } = container;
  if (!entryPoint.complete || !command.complete) { return undefined; }
  if (entryPoint.items.length > 0) { return { words: [...entryPoint.items, ...command.items], from: '' }; }
  const image = model.imageCommandOf(container);
  const from = ' (of its Dockerfile)';
  if (isEmpty(command)) {
    const parts = image && [image.entryPoint, image.command].filter((part) => part !== undefined);
    const [first] = parts ?? [];
    // In its shell form an entry point ignores the command.
    return first === undefined ? undefined : first.inShell
      ? { words: ['sh', '-c', ...first.words], from } : {
        words: (parts ?? []).flatMap(({ inShell, words }) => (inShell ? [] : words)),
        from,
      };
  }
  // The image's own entry point may be anything where its Dockerfile is not known; a shell as command says enough.
  return image?.entryPoint ? undefined : { words: command.items, from: '' };
}

function nameOf(word = ''): string {
  return programOf({ words: [word], after: '' });
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
