import { checkArguments } from './check-arguments';
import { fail } from './errors';
import { customFormatPlan } from '../shared/custom-format';
import type { CustomFormatPlan, FormatName } from '../shared/plan';

/** Where a format of your own says what, and in which words. */
export interface CustomFormatOptions {
  /**
   * What messages call the format: at most 40 letters, digits, spaces, dots and hyphens.
   * @default 'custom'
   */
  readonly name?: string;

  /**
   * JSON path of the status: a text, a number or a boolean.
   * @default '$.status'
   */
  readonly statusPath?: string;

  /**
   * Words that mean healthy, in any case; at most 32 of at most 64 characters, as in each of the lists.
   * @default - the usual words mean what they usually do
   */
  readonly upWords?: string[];

  /**
   * Words that mean degraded: it serves, and people should know.
   * @default - the usual words
   */
  readonly degradedWords?: string[];

  /**
   * Words that mean out of service on purpose: no traffic, no restart, no alert.
   * @default - the usual words
   */
  readonly outOfServiceWords?: string[];

  /**
   * Words that mean that it is still starting.
   * @default - the usual words
   */
  readonly notYetWords?: string[];

  /**
   * Words that mean down.
   * @default - the usual words
   */
  readonly downWords?: string[];

  /**
   * JSON path of the object or list of components.
   * @default - components are not told
   */
  readonly componentsPath?: string;

  /**
   * Member with the name of a component, where they are a list.
   * @default - `name`, `id` and the like
   */
  readonly componentName?: string;
}

/**
 * How the body of a health endpoint's answer is read.
 */
export class HealthFormat {
  /** Recognises all of these and many others by the shape of the answer; anything else counts by its status code alone. */
  public static readonly AUTO = new HealthFormat('auto');

  /** Spring Boot Actuator: `{"status":"UP","components":{…}}`. */
  public static readonly ACTUATOR = new HealthFormat('actuator');

  /** NestJS Terminus: `{"status":"ok","info":{…},"error":{…},"details":{…}}`. */
  public static readonly TERMINUS = new HealthFormat('terminus');

  /** `application/health+json`: `{"status":"pass","checks":{…}}`. */
  public static readonly HEALTH_JSON = new HealthFormat('health-json');

  /** MicroProfile Health, as of Quarkus, Open Liberty, Helidon and WildFly: `{"status":"UP","checks":[{"name":"db","status":"UP"}]}`. */
  public static readonly MICROPROFILE = new HealthFormat('microprofile');

  /** ASP.NET Core: the text `Healthy`, `Degraded` or `Unhealthy`, or `{"status":"Healthy","entries":{…}}`. */
  public static readonly ASPNET = new HealthFormat('aspnet');

  /** Dropwizard: `{"db":{"healthy":true}}`, or a list of checks. */
  public static readonly DROPWIZARD = new HealthFormat('dropwizard');

  /** Only the status code counts; the body is not read. */
  public static readonly STATUS_ONLY = new HealthFormat('status-only');

  /**
   * A format of your own, in JSON. Words that it does not name mean what they usually do; a word that nobody knows leaves it to the status
   * code.
   */
  public static custom(options: CustomFormatOptions): HealthFormat {
    checkArguments('HealthFormat.custom', { options });
    const found = customFormatPlan(options);
    return 'problem' in found ? fail(found.problem) : new HealthFormat(found.plan.name, found.plan);
  }

  /** @internal distinguishes a format from other objects with a name */
  public readonly _isFormat = true;
  /** @internal as the verifier's plan has it */
  public readonly _plan: FormatName | CustomFormatPlan;

  private constructor(
    /** The name that the command line, messages and the verifier's plan use. */
    public readonly name: string,
    custom?: CustomFormatPlan,
  ) {
    this._plan = custom ?? name as FormatName;
  }
}
