/* Executes state machines under Node 24, which the interpreter needs; what its tasks do is asked of the parent, state by state. */
const { StateMachine } = require('../runtimes/node_modules/aws-local-stepfunctions/build/main.node.cjs');

const waiting = new Map();
let last = 0;

function ask(execution, state, input) {
  return new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    process.send({ execution, id: last, state, input });
  });
}

/** By their definitions: a definition is validated once. */
const machines = new Map();

function machineOf(definition) {
  const key = JSON.stringify(definition);
  const machine = machines.get(key) ?? new StateMachine(definition, { validationOptions: { checkPaths: true, checkArn: false } });
  machines.set(key, machine);
  return machine;
}

async function execute({ execution, definition, input, context }) {
  const named = (type) => Object.entries(definition.States).filter(([, state]) => state.Type === type).map(([name]) => name);
  const { result } = machineOf(definition).run(input, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(named('Task').map((name) => [name, (given) => ask(execution, name, given)])),
      waitTimeOverrides: Object.fromEntries(named('Wait').map((name) => [name, 0])),
      retryIntervalOverrides: Object.fromEntries(named('Task').map((name) => [name, 0])),
    },
    context,
  });
  return result;
}

process.on('message', (message) => {
  const { execution } = message;
  if (execution) {
    execute(message).then(
      (output) => process.send({ execution, output: output ?? null }),
      (error) => process.send({ execution, failure: { name: error.name, message: String(error.message) } }),
    );
    return;
  }
  const { resolve, reject } = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.error) reject(Object.assign(new Error(message.error.message), { name: message.error.name }));
  else resolve(message.answer);
});
