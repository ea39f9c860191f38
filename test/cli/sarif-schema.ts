/** An object that has all of the first and may have the others, and nothing else: a name with a slip in it is none of SARIF's. */
const object = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object', properties: { ...required, ...optional }, required: Object.keys(required), additionalProperties: false,
});
const list = (items: object, minItems = 0) => ({ type: 'array', items, minItems });

/** "The empty string is not supported for required properties." */
const TEXT = { type: 'string', minLength: 1 };
const DESCRIPTION = object({ text: { ...TEXT, maxLength: 1024 } });
const LEVEL = { enum: ['none', 'note', 'warning', 'error'] };
const URI = { type: 'string', pattern: '^https://[^\\s]+$' };

const segmentWith = (more: string) => `([A-Za-z0-9._~!$&'()*+,;=@${more}-]|%[0-9A-F]{2})+`;
const pathOf = (segment: string) => `${segment}(/${segment})*`;

/** A path of RFC 3986, relative or a file's: whatever could begin a scheme, a query or a fragment is escaped. */
const PATH = { type: 'string', pattern: `^(file:///${pathOf(segmentWith(':'))}|${pathOf(segmentWith(''))})$` };

const RULE = object(
  { id: TEXT, shortDescription: DESCRIPTION, fullDescription: DESCRIPTION, help: object({ text: TEXT }) },
  { helpUri: URI, defaultConfiguration: object({}, { level: LEVEL }) },
);

const LOCATION = object(
  { physicalLocation: object({ artifactLocation: object({ uri: PATH }), region: object({ startLine: { type: 'integer', minimum: 1 } }) }) },
  { logicalLocations: list(object({}, { name: TEXT, kind: { enum: ['resource'] }, fullyQualifiedName: TEXT })) },
);

const RESULT = object(
  { message: object({ text: TEXT }), locations: list(LOCATION, 1) },
  { ruleId: TEXT, ruleIndex: { type: 'integer', minimum: 0 }, level: LEVEL },
);

/**
 * The part of SARIF 2.1.0 that is used here, as strict as the standard's schema, and what GitHub's code scanning requires besides: help
 * of each rule, a place and a line for each result. It calls for `partialFingerprints` as well, which its action `upload-sarif` adds; and
 * for columns, which the standard gives defaults.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export const SARIF_SCHEMA = object({
  $schema: { const: 'https://json.schemastore.org/sarif-2.1.0.json' },
  version: { const: '2.1.0' },
  runs: list(
    object({
      tool: object({
        driver: object(
          { name: TEXT, rules: list(RULE, 1) },
          { informationUri: URI, semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' } },
        ),
      }),
      results: list(RESULT),
    }),
    1,
  ),
});
