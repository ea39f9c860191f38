import { REPLACEMENT_TOO, type StopCause } from './stop-cause';

/**
 * Containers that do not start or do not stay, and stops on purpose.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export const CONTAINER_CAUSES: readonly StopCause[] = [
  {
    kind: 'WRONG_PLATFORM',
    says: [/exec format error/i],
    title: 'image for another CPU architecture',
    why: 'its program was built for another CPU architecture',
    restart: 'NO',
    next: 'Build the image for the runtime platform of the task definition.',
    needsAttention: true,
  },
  {
    kind: 'COMMAND_NOT_FOUND',
    says: [/executable file not found|no such file or directory|permission denied/i],
    title: 'command cannot be started',
    why: 'the command of a container is not in its image or is not executable',
    restart: 'NO',
    next: 'Correct the command, the entry point or the image.',
    needsAttention: true,
  },
  {
    kind: 'START_FAILED',
    says: [
      /CannotStartContainer|CannotCreateContainer|ContainerRuntimeError|CannotInspectContainer|ResourceInitializationError|ResourceNotFound/i,
    ],
    title: 'container cannot be started',
    why: 'a container could not be created or started',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}read the reason that AWS gives below.`,
    needsAttention: true,
  },
  {
    kind: 'RUNTIME_TIMEOUT',
    says: [/TimeoutError|CannotStopContainer|could not transition to \w+; timed out/i],
    title: 'container runtime timed out',
    why: 'the container runtime did not start or stop a container in time',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}replace its instance; on Fargate, contact AWS Support.`,
    needsAttention: true,
  },
  {
    kind: 'INTERNAL_ERROR',
    says: [/InternalError|internal error/i],
    title: 'internal AWS error',
    why: 'AWS had an internal error',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}check the AWS Health Dashboard.`,
    needsAttention: true,
  },
  {
    kind: 'STOPPED_BY_USER',
    codes: ['UserInitiated'],
    title: 'stopped by a user or program',
    why: 'a user or program stopped it',
    restart: 'ECS_DOES_IT',
    next: 'CloudTrail shows who called StopTask.',
    needsAttention: false,
  },
  {
    kind: 'SCALED_OR_DEPLOYED',
    says: [/Scaling activity initiated|service .*(deleted|scaled)/i],
    title: 'scale-in or deployment',
    why: 'its service was scaled in or deployed',
    restart: 'NO',
    next: 'Nothing to do.',
    needsAttention: false,
  },
  {
    kind: 'CONTAINER_EXITED',
    codes: ['EssentialContainerExited'],
    says: [/Essential container in task exited/i],
    title: 'container exited',
    why: 'an essential container exited',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}check the container's log.`,
    needsAttention: true,
  },
  {
    kind: 'START_FAILED',
    codes: ['TaskFailedToStart'],
    title: 'task cannot be started',
    why: 'it could not be started',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}read the reason that AWS gives below.`,
    needsAttention: true,
  },
];
