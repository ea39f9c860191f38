import { Annotations } from 'aws-cdk-lib';
import { type ContainerDefinition, type IBaseService, BaseService } from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { registrationsOf } from './aws/registrations';
import { checkArguments } from './contract/check-arguments';
import { LayeredHealth } from './layered-health';
import type { LayeredHealthOptions } from './layered-health-options';

/** What all services get, and which of them are left out. */
export interface LayeredHealthMixinProps extends LayeredHealthOptions {
  /**
   * Services that get nothing, in addition to those that have a `LayeredHealth` already.
   * @default - none
   */
  readonly except?: IBaseService[];
}

/** Id of the construct beside the service. */
const SUFFIX = 'LayeredHealth';

/**
 * Gives all services below a construct the same contract.
 *
 * It has the methods of the CDK's mixins (`supports`, `applyTo`), so from aws-cdk-lib 2.245 on `Mixins.of(app).apply(mixin)` does the same
 * as `mixin.applyToAll(app)`, which works with every version. Either way it applies to what exists by then: apply it after everything else,
 * and give services whose contract differs their own `LayeredHealth` before.
 */
export class LayeredHealthMixin {
  constructor(private readonly props: LayeredHealthMixinProps) {
    checkArguments('LayeredHealthMixin', { props });
  }

  /** Whether the construct is a service of this app that has no contract yet and is not in `except`. */
  public supports(construct: IConstruct): boolean {
    checkArguments('LayeredHealthMixin.supports', { construct });
    return construct instanceof BaseService && !LayeredHealth.isAppliedTo(construct) && !(this.props.except ?? []).includes(construct);
  }

  /**
   * Applies the contract to one service, by a `LayeredHealth` beside it; any other construct is ignored.
   *
   * The target groups are those of this app that the service is attached to; attached later, they are an error at synthesis. A service with
   * neither a load balancer nor a port mapping is skipped with a warning: every check of a contract that names a port would fail.
   */
  public applyTo(construct: IConstruct): void {
    checkArguments('LayeredHealthMixin.applyTo', { construct });
    if (!this.supports(construct)) { return; }
    if (!this.props.contract.isWorker && servesNobody(construct as BaseService)) {
      Annotations.of(construct).addWarningV2(
        'cdk-ecs-layered-health:ServiceSkipped',
        `Service '${construct.node.path}' has neither a load balancer nor a port mapping, so a health contract of port `
          + `${this.props.contract.port} is not applied to it. `
          + 'Give a worker a contract with HealthEndpoint.command([...]) as liveness, add the port mapping before the '
          + 'contract is applied, or name the service in except.',
      );
      return;
    }
    const { except: _, ...options } = this.props;
    new LayeredHealth(construct.node.scope ?? construct, `${construct.node.id}${SUFFIX}`, {
      ...options,
      service: construct as BaseService,
    });
  }

  /**
   * Applies the contract to all services below a construct.
   * @param scope an app, a stage, a stack or any construct in it
   * @returns the services that it was applied to
   */
  public applyToAll(scope: IConstruct): BaseService[] {
    checkArguments('LayeredHealthMixin.applyToAll', { scope });
    const services = scope.node.findAll().filter((construct): construct is BaseService => this.supports(construct));
    services.forEach((service) => this.applyTo(service));
    return services.filter((service) => LayeredHealth.isAppliedTo(service));
  }
}

function servesNobody(service: BaseService): boolean {
  const { containers } = service.taskDefinition as unknown as { readonly containers: ContainerDefinition[] };
  return registrationsOf(service).length === 0 && containers.every(({ portMappings }) => portMappings.length === 0);
}
