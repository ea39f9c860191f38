import type { Task } from '@aws-sdk/client-ecs';
import { exitCodeInWords } from '../../lambda/diagnosis/stops/exit-codes';
import type { Stop, StopCause } from '../../lambda/diagnosis/stops/stop-cause';
import { stopCauseOf } from '../../lambda/diagnosis/stops/stop-causes';
import { lastPart, shortTaskId } from '../../lambda/shared/names';
import { cleanText } from '../../lambda/shared/text';

/** Tasks that stopped for the same cause. */
export interface Stops {
  readonly cause: StopCause;
  readonly count: number;
  /** The latest of them. */
  readonly task: string;
  /** Milliseconds since the epoch. */
  readonly stoppedAt: number;
  /** ECS's words for it, and how containers ended; for a person. */
  readonly words: string;
}

/** Long enough for the reason behind several layers of "operation error …", which stands at the end. */
const REASON_LENGTH = 1_000;
const WORDS_LENGTH = 400;

/** Why the tasks stopped that stopped since a time, the most frequent cause first. Those that are asked to stop are no cause. */
export function stopsSince(tasks: readonly Task[], since: number): Stops[] {
  const byKind = new Map<string, Stops>();
  const stopped = tasks.filter(({ stoppedAt }) => stoppedAt !== undefined && stoppedAt.getTime() >= since)
    .sort((a, b) => b.stoppedAt!.getTime() - a.stoppedAt!.getTime());
  for (const task of stopped) {
    const stop = stopOf(task);
    const cause = stopCauseOf(stop);
    const known = byKind.get(cause.kind);
    byKind.set(cause.kind, known ? { ...known, count: known.count + 1 } : {
      cause, count: 1, task: shortTaskId(lastPart(task.taskArn ?? '')), stoppedAt: task.stoppedAt!.getTime(), words: wordsOf(stop),
    });
  }
  return [...byKind.values()].sort((a, b) => Number(b.cause.needsAttention) - Number(a.cause.needsAttention) || b.count - a.count);
}

/** What ECS says of a stop, as far as it is read. */
export function stopOf({ stopCode, stoppedReason = '', containers = [] }: Task): Stop {
  return {
    code: stopCode ?? '',
    reason: stoppedReason.slice(0, REASON_LENGTH),
    containers: containers.map(({ name = '', exitCode, reason = '' }) => ({
      name, ...exitCode === undefined ? {} : { exitCode }, reason: reason.slice(0, REASON_LENGTH),
    })),
  };
}

function wordsOf({ code, reason, containers }: Stop): string {
  const ends = containers.filter(({ exitCode, reason: own }) => exitCode !== undefined || own).map(({ name, exitCode, reason: own }) => (
    `container ${name}: ${[exitCode === undefined ? '' : exitCodeInWords(exitCode), own].filter(Boolean).join(', ')}`
  ));
  return cleanText([`${reason || 'no reason'}${code ? ` (${code})` : ''}`, ...ends].join('; '), WORDS_LENGTH);
}
