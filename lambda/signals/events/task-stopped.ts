import type { EcsEvent } from './ecs-event';
import type { Notice } from './notice';
import { placeOf, shortTask, whose } from './place';
import { endedAsAsked, exitCodeInWords } from '../../diagnosis/stops/exit-codes';
import type { Stop, StopCause } from '../../diagnosis/stops/stop-cause';
import { stopCauseOf } from '../../diagnosis/stops/stop-causes';
import { cleanText } from '../../shared/text';
import { UntrustedFields } from '../../shared/untrusted-json';

/** Long enough for the reason behind several layers of "operation error …", which stands at the end. */
const REASON_LENGTH = 1_000;
const EVIDENCE_LENGTH = 400;

/** What a stopped task means; undefined for a task that has not stopped. */
export function taskStopped(event: EcsEvent): Notice | undefined {
  const { detail } = event;
  if (detail.text('lastStatus') !== 'STOPPED') { return undefined; }
  const stop = readStop(detail);
  const place = placeOf(event);
  const cause = stopCauseOf(stop);
  return {
    kind: cause.kind,
    title: `task ${shortTask(place)} ${cause.kind === 'UNKNOWN' ? '' : 'stopped: '}${cause.title}`,
    sentence: `Task ${shortTask(place)} of ${whose(place)} stopped: ${cause.why}${exits(stop, cause)}.`,
    wouldRestartHelp: cause.restart,
    next: cause.next,
    needsAttention: cause.needsAttention,
    evidence: evidence(stop),
    place,
    page: 'task',
  };
}

function readStop(detail: UntrustedFields): Stop {
  return {
    code: detail.text('stopCode', 40),
    reason: detail.text('stoppedReason', REASON_LENGTH),
    containers: detail.list('containers').map((value) => {
      const container = new UntrustedFields(value);
      return { name: container.text('name', 255), exitCode: container.number('exitCode'), reason: container.text('reason', REASON_LENGTH) };
    }),
  };
}

/** Containers that were asked to stop and did are no news, except where their exit is what stopped the task. */
function exits({ containers }: Stop, { kind }: StopCause): string {
  const ended = containers.filter(({ exitCode }) => exitCode !== undefined);
  const failed = ended.filter(({ exitCode }) => !endedAsAsked(exitCode!));
  const worthTelling = failed.length > 0 || kind !== 'CONTAINER_EXITED' ? failed : ended;
  // The other meaning of 137 is out of the question then.
  const words = kind === 'OUT_OF_MEMORY' ? (code: number) => `exit code ${code}` : exitCodeInWords;
  return worthTelling.slice(0, 3).map(({ name, exitCode }) => `; container ${name}: ${words(exitCode!)}`).join('');
}

function evidence({ code, reason, containers }: Stop): string {
  const own = containers.filter((container) => container.reason && container.reason !== reason)
    .map((container) => `container ${container.name}: ${container.reason}`);
  const short = cleanText([reason || 'no reason', ...own].join('; '), EVIDENCE_LENGTH);
  return code ? `${short} (${code})` : short;
}
