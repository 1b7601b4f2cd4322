import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { address } from '../api/routes.js';
import type { Escalation } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Status } from '../parts/mark.js';
import { Refused } from '../parts/refused.js';
import { ContactLine, DutyLine, StepLine } from './escalation-lines.js';
import css from './escalation.module.css';
import { escalationQuery } from './queries.js';
import { isWhole, type Policy, policyOf, typedOf } from './typed-policy.js';

const FRESH: Policy['contacts'][number] = { name: '', kind: 'mail', target: '' };

/** The lines of one part, each with what removes it, and a way to one more. */
function Part<T>(props: {
  title: string;
  none: string;
  add: string;
  lines: readonly T[];
  fresh: T;
  change: (lines: T[]) => void;
  children: (line: T, put: (line: T) => void, remove: () => void, at: number) => ReactNode;
}): ReactElement {
  const { title, none, add, lines, fresh, change, children } = props;
  return (
    <section className={css.part} aria-label={title}>
      <h2>{title}</h2>
      {lines.length === 0 && <p>{none}</p>}
      {lines.map((line, at) => (
        // lines have no name of their own before one is typed
        <div key={at} className={css.line}>
          {children(
            line,
            (next) => change(lines.with(at, next)),
            () => change(lines.toSpliced(at, 1)),
            at,
          )}
        </div>
      ))}
      <div>
        <Action tone="quiet" onPress={() => change([...lines, fresh])}>
          {add}
        </Action>
      </div>
    </section>
  );
}

/** Contacts, who is on duty, and the steps of a site, as they are typed; saved together. */
export function EscalationForm({ site, policy }: { site: string; policy: Escalation }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const saved = typedOf(policy);
  const [typed, setTyped] = useState<Policy>(saved);
  const change = (part: Partial<Policy>): void => setTyped({ ...typed, ...part });
  const isChanged = JSON.stringify(typed) !== JSON.stringify(saved);
  const whole = isWhole(typed);
  const command = useCommand<Escalation>({
    done: (answer) => client.setQueryData(escalationQuery(site).queryKey, answer),
  });
  const names = typed.contacts.map(({ name }) => name).filter((name) => name.trim() !== '');
  const save = (): void =>
    command.mutate({
      path: address('/api/alarms/escalation/{site}', { site }),
      method: 'PUT',
      body: policyOf(typed),
    });
  return (
    <>
      <Part
        title={t('escalation.contacts')}
        none={t('escalation.contacts.none')}
        add={t('escalation.contact.add')}
        lines={typed.contacts}
        fresh={FRESH}
        change={(contacts) => change({ contacts })}
      >
        {(line, put, remove) => <ContactLine line={line} put={put} remove={remove} />}
      </Part>
      <Part
        title={t('escalation.rota')}
        none={t('escalation.rota.none')}
        add={t('escalation.duty.add')}
        lines={typed.rota}
        fresh={{ days: [1, 2, 3, 4, 5], from: '19:00', until: '07:00', contact: names[0] ?? '' }}
        change={(rota) => change({ rota })}
      >
        {(line, put, remove) => <DutyLine line={line} put={put} remove={remove} names={names} />}
      </Part>
      <Part
        title={t('escalation.steps')}
        none={t('escalation.steps.none')}
        add={t('escalation.step.add')}
        lines={typed.steps}
        fresh={{ minutes: '', priorities: ['critical', 'high'], to: [] }}
        change={(steps) => change({ steps })}
      >
        {(line, put, remove, at) => <StepLine line={line} put={put} remove={remove} names={names} number={at + 1} />}
      </Part>
      <Refused error={command.error} />
      <footer className={css.foot}>
        {isChanged && !whole && <p>{t('escalation.missing')}</p>}
        <Status tone={isChanged ? 'note' : 'done'}>{t(isChanged ? 'escalation.changed' : 'escalation.asItIs')}</Status>
        <Action tone="main" off={offline || !isChanged || !whole} busy={command.isPending} onPress={save}>
          {t('escalation.save')}
        </Action>
      </footer>
    </>
  );
}
