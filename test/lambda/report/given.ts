import { composeReport } from '../../../lambda/compose-report';
import { diagnoseService } from '../../../lambda/diagnosis/diagnose-service';
import type { ExaminedTask, ServiceEvidence } from '../../../lambda/diagnosis/evidence';
import type { Report } from '../../../lambda/report/report';
import { NOW, PLAN, serviceEvidence } from '../diagnosis/given';

/** The report of a service with these tasks. */
export function reportOf(tasks: readonly ExaminedTask[], evidence: Partial<ServiceEvidence> = {}, since?: string): Report {
  const probes = { dependencies: [] };
  const service = serviceEvidence(tasks.length, evidence);
  const look = { cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod', service: 'orders', at: NOW, ms: 12 };
  return composeReport(look, diagnoseService(tasks, service, probes, PLAN, NOW), service, probes, since);
}
