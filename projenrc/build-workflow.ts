import type { GithubWorkflow } from 'projen/lib/github';
import type { Job, JobStep } from 'projen/lib/github/workflows-model';

/** What projen's own steps of the job are called. */
const STEP = { checkout: 'Checkout', install: 'Install dependencies', build: 'build' };

/**
 * The job `build` of a pull request runs `.ci/run`, which installs, builds and tests by itself, and then packs what the other jobs package.
 * The whole history is fetched, because the subjects of commits are verified.
 */
export function runCiScript(workflow: GithubWorkflow): void {
  const job = workflow.getJob('build') as Job;
  // projen renders the steps when it synthesizes, although the type says otherwise.
  const render = job.steps as unknown as () => JobStep[];
  const steps = () => render().filter(({ name }) => name !== STEP.install).map((step) => {
    if (step.name === STEP.checkout) { return { ...step, with: { ...step.with, 'fetch-depth': 0 } }; }
    return step.name === STEP.build ? { ...step, run: 'bash .ci/run\nnpx projen package' } : step;
  });
  workflow.updateJob('build', { ...job, steps: steps as unknown as JobStep[] });
}
