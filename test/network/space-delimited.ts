/**
 * As much of CloudWatch Logs' patterns for space-delimited records as the filter uses: one name a field, alternatives by `||`, `*` at the
 * end.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matches(pattern: string, record: string): boolean {
  const fields = /^\[(.*)\]$/.exec(pattern)![1].split(', ');
  const values = record.split(' ');
  return fields.length === values.length && fields.every((field, index) => meets(field, values[index]));
}

function meets(field: string, value: string): boolean {
  if (!field.includes('=')) { return true; }
  return field.split(' || ').some((condition) => {
    const expected = condition.split('=')[1];
    return expected.endsWith('*') ? value.startsWith(expected.slice(0, -1)) : value === expected;
  });
}
