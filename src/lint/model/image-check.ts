import { readInstructions } from './dockerfile';
import type { BuiltImage } from '../template';

/** The check in an image. https://docs.docker.com/reference/dockerfile/#healthcheck */
export interface ImageCheck {
  /** How ECS would run the same: as a program, or in a shell. */
  readonly form: 'CMD' | 'CMD-SHELL';
  /** The program's words with blanks between them, or the script. */
  readonly command: string;
  /** Whole seconds, rounded up; undefined where Docker's default counts. */
  readonly interval?: number;
  /** Whole seconds, rounded up; undefined where Docker's default counts. */
  readonly timeout?: number;
  /** Whole seconds, rounded up; undefined where Docker's default counts. */
  readonly startPeriod?: number;
  /** Undefined where Docker's default counts. */
  readonly retries?: number;
}

/** What an image runs. https://docs.docker.com/reference/dockerfile/#shell-and-exec-form */
export interface ImageCommand {
  readonly entryPoint: Instructed | undefined;
  readonly command: Instructed | undefined;
}

interface Instructed {
  /** Whether Docker puts `/bin/sh -c` before it. */
  readonly inShell: boolean;
  readonly words: readonly string[];
}

interface Stage {
  /** Undefined: none, or not known. */
  check: ImageCheck | undefined;
  entryPoint: Instructed | undefined;
  command: Instructed | undefined;
  /** Whether SHELL replaces /bin/sh. */
  ownShell: boolean;
}

const OPTION = /--([a-z-]+)=(\S+)\s+/iy;
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** The check of the stage that is built, its own or that of an earlier stage beneath it; what a base image brings along is not known. */
export function readImageCheck(image: BuiltImage): ImageCheck | undefined {
  return builtStage(image)?.check;
}

/** What the stage that is built runs, as far as the Dockerfile says it. */
export function readImageCommand(image: BuiltImage): ImageCommand | undefined {
  const stage = builtStage(image);
  return stage && !stage.ownShell ? { entryPoint: stage.entryPoint, command: stage.command } : undefined;
}

function builtStage({ dockerfile, target }: BuiltImage): Stage | undefined {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const { name, rest } of readInstructions(dockerfile)) {
    if (name === 'FROM') {
      const [base = '', as = '', alias = ''] = rest.split(/\s+/).filter((word) => !word.startsWith('--')).map((word) => word.toLowerCase());
      stage = { check: undefined, entryPoint: undefined, command: undefined, ownShell: false, ...stages.get(base) };
      if (as === 'as') { stages.set(alias, stage); }
    } else if (stage) {
      follow(stage, name, rest);
    }
  }
  return target === undefined ? stage : stages.get(target.toLowerCase());
}

function follow(stage: Stage, name: string, rest: string): void {
  switch (name) {
    case 'HEALTHCHECK': stage.check = readCheck(rest); break;
    // An entry point sets the command of the image beneath back.
    case 'ENTRYPOINT': Object.assign(stage, { entryPoint: instructed(rest), command: undefined }); break;
    case 'CMD': stage.command = instructed(rest); break;
    case 'SHELL': stage.ownShell = true; break;
    default:
  }
}

function instructed(text: string): Instructed {
  const words = asWords(text);
  return words ? { inShell: false, words } : { inShell: true, words: [text] };
}

/** Undefined for NONE, and for what Docker refuses. */
function readCheck(text: string): ImageCheck | undefined {
  const options = new Map<string, string>();
  let end = 0;
  OPTION.lastIndex = 0;
  for (let match = OPTION.exec(text); match; match = OPTION.exec(text)) {
    options.set(match[1].toLowerCase(), match[2]);
    end = OPTION.lastIndex;
  }
  const [keyword, form] = /^(\S+)\s+/.exec(text.slice(end)) ?? [''];
  const script = text.slice(end + keyword.length);
  const words = asWords(script);
  const command = words?.join(' ') ?? script;
  if (form?.toUpperCase() !== 'CMD' || command === '') { return undefined; }
  return {
    form: words ? 'CMD' : 'CMD-SHELL',
    command,
    interval: secondsOf(options.get('interval')),
    timeout: secondsOf(options.get('timeout')),
    startPeriod: secondsOf(options.get('start-period')),
    retries: /^\d+$/.test(options.get('retries') ?? '') ? Number(options.get('retries')) || undefined : undefined,
  };
}

/** A list in JSON is run as it is; everything else is a script. */
function asWords(command: string): string[] | undefined {
  try {
    const words: unknown = JSON.parse(command);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

/** Durations as Go writes them: `1m30s`. 0 means Docker's default. */
function secondsOf(text = ''): number | undefined {
  if (!DURATION.test(text)) { return undefined; }
  const parts = [...text.matchAll(/([\d.]+)([a-z]+)/g)].map(([, number, unit]) => Number(number) * SECONDS[unit]);
  return Math.ceil(parts.reduce((sum, part) => sum + part, 0)) || undefined;
}
