import type { Rule } from '../rule';
import { alwaysHealthyCommand } from './command/always-healthy-command';
import { certificateOfLoopback } from './command/certificate-of-loopback';
import { checkAsksAnotherHost } from './command/check-asks-another-host';
import { checkOnUnmappedPort } from './command/check-on-unmapped-port';
import { clientTimeoutAboveCheckTimeout } from './command/client-timeout-above-check-timeout';
import { clientWithoutTimeout } from './command/client-without-timeout';
import { commandIsNone } from './command/command-is-none';
import { commandWithoutForm } from './command/command-without-form';
import { commandWithoutProgram } from './command/command-without-program';
import { curlWithoutFail } from './command/curl-without-fail';
import { doubledCommandForm } from './command/doubled-command-form';
import { executedCommandInOneWord } from './command/executed-command-in-one-word';
import { imageCheckIgnored } from './command/image-check-ignored';
import { localhostMayBeIpv6 } from './command/localhost-may-be-ipv6';
import { pipeHidesFailure } from './command/pipe-hides-failure';
import { shellCommandInSeveralWords } from './command/shell-command-in-several-words';
import { shellInImageWithoutShell } from './command/shell-in-image-without-shell';
import { shellSyntaxWithoutShell } from './command/shell-syntax-without-shell';
import { sigtermNotForwarded } from './command/sigterm-not-forwarded';
import { toolMissingInImage } from './command/tool-missing-in-image';
import { wgetLeavesFiles } from './command/wget-leaves-files';

/** Commands of container checks that do not report what they should. */
export const COMMAND_RULES: readonly Rule[] = [
  alwaysHealthyCommand,
  certificateOfLoopback,
  checkAsksAnotherHost,
  checkOnUnmappedPort,
  clientTimeoutAboveCheckTimeout,
  clientWithoutTimeout,
  commandIsNone,
  commandWithoutForm,
  commandWithoutProgram,
  curlWithoutFail,
  doubledCommandForm,
  executedCommandInOneWord,
  imageCheckIgnored,
  localhostMayBeIpv6,
  pipeHidesFailure,
  shellCommandInSeveralWords,
  shellInImageWithoutShell,
  shellSyntaxWithoutShell,
  sigtermNotForwarded,
  toolMissingInImage,
  wgetLeavesFiles,
];
