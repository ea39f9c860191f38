import { diagnoseService } from '../../../../lambda/diagnosis/diagnose-service';
import type { ExaminedTask, ServiceEvidence } from '../../../../lambda/diagnosis/evidence';
import { composeReport } from '../../../../lambda/verification/report/compose-report';
import type { Report } from '../../../../lambda/verification/report/report';
import { NOW, PLAN, seenSince, serviceEvidence } from '../../diagnosis/diagnosis-fixtures';

/** The report of a service with these tasks. */
export function reportOf(tasks: readonly ExaminedTask[], evidence: Partial<ServiceEvidence> = {}, since?: string): Report {
  const probes = { dependencies: [] };
  const service = serviceEvidence(tasks.length, evidence);
  const look = { cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod', service: 'orders', at: NOW, ms: 12 };
  return composeReport(look, diagnoseService(tasks, service, probes, PLAN, seenSince(since, tasks, service, probes), NOW), service, probes);
}
