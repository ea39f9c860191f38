import { REPLACEMENT_TOO } from './stop-cause';
import type { StopCause } from './stop-cause';

/**
 * Containers that do not start or do not stay, and stops on purpose.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export const CONTAINER_CAUSES: readonly StopCause[] = [
  {
    kind: 'WRONG_PLATFORM',
    says: [/exec format error/i],
    title: 'image for another processor',
    why: 'its program was built for another processor',
    restart: 'NO',
    next: 'Build the image for the runtime platform of the task definition.',
    tell: true,
  },
  {
    kind: 'COMMAND_NOT_FOUND',
    says: [/executable file not found|no such file or directory|permission denied/i],
    title: 'command cannot be started',
    why: 'the command of a container is not in its image or may not be executed',
    restart: 'NO',
    next: 'Correct command or entry point, or the image.',
    tell: true,
  },
  {
    kind: 'START_FAILED',
    says: [/CannotStartContainer|CannotCreateContainer|ContainerRuntimeError|CannotInspectContainer|ResourceInitializationError|ResourceNotFound/i],
    title: 'container cannot be started',
    why: 'a container could not be created or started',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}what AWS says below names the reason.`,
    tell: true,
  },
  {
    kind: 'RUNTIME_TIMEOUT',
    says: [/TimeoutError|CannotStopContainer/i],
    title: 'container runtime hangs',
    why: 'the container runtime did not start or stop a container in time',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}replace the instance it runs on, or ask AWS Support on Fargate.`,
    tell: true,
  },
  {
    kind: 'INTERNAL_ERROR',
    says: [/InternalError|internal error/i],
    title: 'error inside AWS',
    why: 'AWS had an error of its own',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}look at the AWS Health Dashboard.`,
    tell: true,
  },
  {
    kind: 'STOPPED_BY_SOMEBODY',
    codes: ['UserInitiated'],
    title: 'stopped by somebody',
    why: 'somebody or some program stopped it',
    restart: 'ECS_DOES_IT',
    next: 'CloudTrail says who called StopTask.',
    tell: false,
  },
  {
    kind: 'SCALED_OR_DEPLOYED',
    says: [/Scaling activity initiated|service .*(deleted|scaled)/i],
    title: 'scale-in or deployment',
    why: 'its service was scaled in or deployed anew',
    restart: 'NO',
    next: 'Nothing is to be done.',
    tell: false,
  },
  {
    kind: 'CONTAINER_EXITED',
    codes: ['EssentialContainerExited'],
    says: [/Essential container in task exited/i],
    title: 'container exited',
    why: 'an essential container exited',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}look at the container's log.`,
    tell: true,
  },
  {
    kind: 'START_FAILED',
    codes: ['TaskFailedToStart'],
    title: 'task cannot be started',
    why: 'it could not be started',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}what AWS says below names the reason.`,
    tell: true,
  },
];
