import { Command } from 'commander';
import { completionCommand } from './completion.command';
import { doctorCommand } from './doctor.command';
import { initCommand } from './init.command';
import { lintCommand } from './lint.command';
import { probeCommand } from './probe.command';
import { sandboxCommand } from './sandbox.command';
import { scenarioCheckCommand } from './scenario-check.command';
import { timelineCommand } from './timeline.command';
import { version } from '../package.json';

/** Every command of the tool, each from a file of its own. */
const COMMANDS: ReadonlyArray<() => Command> = [
  completionCommand,
  doctorCommand,
  initCommand,
  lintCommand,
  probeCommand,
  sandboxCommand,
  scenarioCheckCommand,
  timelineCommand,
];

const HELP = `
Examples:
  cdk-ecs-layered-health doctor --cluster prod                           what is wrong with the services that run in an account
  cdk-ecs-layered-health lint cdk.out                                    wrong or contradicting health-check settings of an app
  cdk-ecs-layered-health timeline cdk.out --html timeline.html           when each layer acts
  cdk-ecs-layered-health init cdk.out > health.ts                        a draft of a contract for each service
  cdk-ecs-layered-health probe http://10.0.1.7:3000/health/ready         which layer is at fault
  cdk-ecs-layered-health help lint                                       all options of a command`;

/** The tool with all of its commands. */
export function createProgram(): Command {
  const program = new Command('cdk-ecs-layered-health')
    .description('Layered health checks for Amazon ECS services: which layer is at fault, and would a restart help?')
    .version(version, '-V, --version', 'print the version of the package')
    .addHelpText('after', HELP)
    .exitOverride()
    .showHelpAfterError('Add --help to see what is allowed.');
  for (const create of COMMANDS) {
    program.addCommand(create().copyInheritedSettings(program));
  }
  return program;
}
