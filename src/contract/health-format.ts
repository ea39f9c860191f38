/**
 * How the body of a health endpoint's answer is read.
 */
export class HealthFormat {
  /** Recognises Actuator, Terminus and health+json by the shape of the answer; anything else counts by its status code alone. */
  public static readonly AUTO = new HealthFormat('auto');

  /** Spring Boot Actuator: `{"status":"UP","components":{…}}`. */
  public static readonly ACTUATOR = new HealthFormat('actuator');

  /** NestJS Terminus: `{"status":"ok","info":{…},"error":{…},"details":{…}}`. */
  public static readonly TERMINUS = new HealthFormat('terminus');

  /** `application/health+json`: `{"status":"pass","checks":{…}}`. */
  public static readonly HEALTH_JSON = new HealthFormat('health-json');

  /** Only the status code counts; the body is not read. */
  public static readonly STATUS_ONLY = new HealthFormat('status-only');

  /** @internal what tells a format from anything else that has a name */
  public readonly _isFormat = true;

  private constructor(
    /** The name that the command line and the verifier's plan use. */
    public readonly name: string,
  ) {}
}
