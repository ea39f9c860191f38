import { readScenario } from './read-scenario';
import { scheduleOf } from './schedule';

/** What `FaultExperiment` loads at synthesis: a scenario with the times at which its steps are due on AWS. Throws ScenarioFileError. */
export function scheduledScenario(file: string) {
  const scenario = readScenario(file);
  return { ...scenario, schedule: scheduleOf(scenario) };
}
