import { type Project, YamlFile } from 'projen';

const choice = (id: string, label: string, options: string[]) => ({
  type: 'dropdown',
  id,
  attributes: { label, options },
  validations: { required: true },
});
const text = (id: string, label: string, description: string, required: boolean) => (
  { type: 'textarea', id, attributes: { label, description }, validations: { required } }
);
const issueForm = (project: Project, name: string, description: string, labels: string[], body: object[]) => new YamlFile(
  project, `.github/ISSUE_TEMPLATE/${labels[0]}.yml`, { obj: { name, description, labels, body } },
);

/** The forms in which issues are told. */
export function addIssueForms(project: Project): void {
  const layer = choice('layer', 'Layer', [
    'contract and budget',
    'container',
    'load balancer',
    'DNS',
    'edge',
    'verification and diagnosis',
    'alarms and messages',
    'lint and CLI',
    'package',
  ]);
  issueForm(project,
    'Something is wrong',
    'A construct, a number, a message or the CLI does not do what is documented',
    ['bug'],
    [
      layer,
      text('code', 'Contract and construct', 'The smallest code that shows it; for the CLI, the call and what it printed', true),
      text(
        'expected',
        'Expected, and seen instead',
        'The rendered part of the template, the error, or the result that the verifier logged (addresses may be masked)',
        true,
      ),
      text('versions', 'Versions', 'cdk-ecs-layered-health, aws-cdk-lib, Node, region; Fargate or EC2', true),
    ],
  );
  issueForm(
    project,
    'A fault was diagnosed wrongly',
    'The verifier named the wrong fault, layer or remedy, or stayed silent',
    ['diagnosis'],
    [
      text('result', 'What it said', 'The JSON line from the log of the verifier, or the message that people got', true),
      text('truth', 'What was wrong in truth', 'And how it was found', true),
      text('contract', 'Contract', 'The output of contract.budget.explain(), and the checks beyond the two endpoints', true),
    ],
  );
  issueForm(project, 'A check or option is missing', 'Something about health that cannot be said or seen', ['feature'], [
    layer,
    text('need', 'What should be seen or set', 'The failure it would show, and who would act on it', true),
    text('today', 'What is done today', 'Escape hatches, own alarms, nothing', false),
  ]);
  new YamlFile(project, '.github/ISSUE_TEMPLATE/config.yml', {
    obj: {
      blank_issues_enabled: true,
      contact_links: [{
        name: 'A vulnerability',
        url: 'https://github.com/cdk-ecs-layered-health/cdk-ecs-layered-health/security/advisories/new',
        about: 'Please report in private: SECURITY.md',
      }],
    },
  });
}
