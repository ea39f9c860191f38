import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import { DynamoAttributeValue, DynamoReturnValues, DynamoUpdateItem } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

const NAMES = { '#holder': 'holder', '#until': 'until' };
const HOLDER = DynamoAttributeValue.fromString(JsonPath.stringAt('$$.Execution.Id'));

/** The states that write into the ledger, each on condition that no other execution has done so meanwhile. */
export class LedgerStates {
  constructor(private readonly scope: Construct, private readonly table: ITable, private readonly service: string) {}

  /** Until then no other execution recovers the service. One that holds the lock may take it again. */
  public lock(name: string): DynamoUpdateItem {
    return this.update(name, {
      updateExpression: 'SET #holder = :holder, #until = :until, acts = if_not_exists(acts, :none)',
      conditionExpression: 'attribute_not_exists(#holder) OR #until < :now OR #holder = :holder',
      expressionAttributeNames: NAMES,
      expressionAttributeValues: {
        ':holder': HOLDER,
        ':until': at('$.recovery.until'),
        ':now': at('$.recovery.now'),
        ':none': DynamoAttributeValue.fromString(''),
      },
    });
  }

  /** Before the act: where its answer is lost, nothing is done a second time. */
  public record(name: string): DynamoUpdateItem {
    return this.update(name, {
      updateExpression: 'SET acts = :acts',
      conditionExpression: '#holder = :holder AND acts = :seen',
      expressionAttributeNames: { '#holder': NAMES['#holder'] },
      expressionAttributeValues: { ':holder': HOLDER, ':acts': at('$.recovery.acts'), ':seen': at('$.ledger.acts') },
    });
  }

  public release(name: string): DynamoUpdateItem {
    return new DynamoUpdateItem(this.scope, name, {
      stateName: name,
      table: this.table,
      key: this.key,
      updateExpression: 'REMOVE #holder, #until',
      conditionExpression: '#holder = :holder',
      expressionAttributeNames: NAMES,
      expressionAttributeValues: { ':holder': HOLDER },
      resultPath: JsonPath.DISCARD,
    });
  }

  private update(name: string, expressions: Omit<ConstructorParameters<typeof DynamoUpdateItem>[2], 'table' | 'key'>): DynamoUpdateItem {
    return new DynamoUpdateItem(this.scope, name, {
      ...expressions,
      stateName: name,
      table: this.table,
      key: this.key,
      returnValues: DynamoReturnValues.ALL_NEW,
      resultSelector: { 'holder.$': '$.Attributes.holder.S', 'until.$': '$.Attributes.until.S', 'acts.$': '$.Attributes.acts.S' },
      resultPath: '$.ledger',
    });
  }

  private get key() {
    return { service: DynamoAttributeValue.fromString(this.service) };
  }
}

function at(path: string): DynamoAttributeValue {
  return DynamoAttributeValue.fromString(JsonPath.stringAt(path));
}
