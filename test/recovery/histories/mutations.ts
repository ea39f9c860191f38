import type { Mutation } from './code';
import type { History } from './history';
import type { Definition, State } from './machine';
import type { PropertyName } from './properties';
import type { GuardName } from '../../../lambda/recovery/services/guards';
import { RECOVERY_STATE } from '../../../src/shared/recovery-settings';

/** Which property no longer holds in some history once a guard never holds. */
export const BROKEN_BY: Readonly<Record<GuardName, PropertyName>> = {
  SWITCHED_OFF: 'no act when switched off',
  MAINTENANCE: 'no act in maintenance',
  ANOTHER_RECOVERY: 'the guard that is named is the reason',
  UNKNOWN_DIAGNOSIS: 'the guard that is named is the reason',
  STALE_DIAGNOSIS: 'fresh diagnosis',
  DEPLOYING: 'not deploying',
  DRAINING: 'not draining',
  TASK_CHANGED: 'same task',
  SYSTEMIC: 'not systemic',
  TASK_PROTECTED: 'not protected',
  NO_REPLACEMENT: 'the guard that is named is the reason',
  TOO_FEW_HEALTHY: 'enough others serve',
  BUDGET_SPENT: 'within the budget',
  OBSERVING: 'no act when observing',
};

/** Histories in which a mutation can show at all, where those are few. */
export const SHOWN_IN: Readonly<Partial<Record<string, (history: History) => boolean>>> = {
  'STALE_DIAGNOSIS': ({ troubles }) => troubles.some(({ kind }) => kind === 'skewed'),
  'DRAINING': ({ events }) => events.some(({ kind }) => kind === 'drain' || kind === 'stop by hand'),
  'TASK_CHANGED': ({ events }) => events.some(({ kind }) => kind === 'rebirth' || kind === 'loss'),
  'TASK_PROTECTED': ({ events }) => events.some(({ kind }) => kind === 'protection'),
  'the single attempt to stop a task': ({ troubles }) => troubles.some(({ api, kind }) => api === 'stop' && kind === 'lost'),
};

/** The guards without one of them. */
export function withoutGuard(name: GuardName): Mutation {
  const line = new RegExp(`^  \\['${name}', .*\\],\\n`, 'm');
  return {
    file: 'lambda/recovery/services/guards.ts',
    change: (source) => {
      if (source.match(line)?.length !== 1) { throw new Error(`The table of guards has no line of its own for ${name}`); }
      return source.replace(line, '');
    },
  };
}

/** What the state machine itself guarantees, taken out of it, and which property no longer holds then. */
export const WITHOUT: Readonly<Record<string, { readonly change: (definition: Definition) => Definition; readonly breaks: PropertyName }>> =
  {
    'the condition of the lock': {
      change: (definition) => changed(definition, RECOVERY_STATE.lock, withoutCondition),
      breaks: 'one at a time',
    },
    'the conditions of lock and record': {
      change: (definition) =>
        changed(changed(definition, RECOVERY_STATE.lock, withoutCondition), RECOVERY_STATE.recordStop, withoutCondition),
      breaks: 'recorded first',
    },
    'the record': {
      change: (definition) => changed(definition, RECOVERY_STATE.recordStop, ({ Next }) => ({ Type: 'Pass', Next })),
      breaks: 'recorded first',
    },
    'the single attempt to stop a task': {
      change: (definition) => changed(definition, RECOVERY_STATE.stop, (state) => ({ ...state, Retry: [{ ErrorEquals: ['States.ALL'] }] })),
      breaks: 'recorded first',
    },
    'the release of the lock': {
      change: (definition) => changed(definition, RECOVERY_STATE.release, ({ Next }) => ({ Type: 'Pass', Next })),
      breaks: 'the lock is given back',
    },
    'the message': {
      change: (definition) => changed(definition, RECOVERY_STATE.alert, ({ Next }) => ({ Type: 'Pass', Next })),
      breaks: 'people are told',
    },
  };

function changed(definition: Definition, name: string, change: (state: State) => State): Definition {
  return { ...definition, States: { ...definition.States, [name]: change(definition.States[name]) } };
}

function withoutCondition(state: State): State {
  const { ConditionExpression: _, ...parameters } = state.Parameters as Record<string, unknown>;
  return { ...state, Parameters: parameters };
}
