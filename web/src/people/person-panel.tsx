import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Order, order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { refresh } from '../api/refresh.js';
import type { PersonShown } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Notice } from '../parts/notice.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import { ReasonPanel } from '../step/reason-panel.js';
import looks from './people.module.css';

type Role = PersonShown['roles'][number]['role'];

/** What an administrator does about a person. */
export type PersonAct =
  | { act: 'unlock' | 'identity' | 'ask' | 'disable' | 'unlink' }
  | { act: 'confirm' | 'withdraw'; reset: string }
  | { act: 'revoke'; role: Role; grant: string }
  | { act: 'passkey'; passkey: string };

function orderOf(id: string, what: PersonAct, reason: string): Order<unknown> {
  switch (what.act) {
    case 'unlock':
      return order('/api/people/{id}/unlock', { id }, { reason });
    case 'identity':
      return order('/api/people/{id}/identity', { id }, { evidence: reason });
    case 'ask':
      return order('/api/people/{id}/resets', { id }, { reason });
    case 'unlink':
      return order('/api/people/{id}/account/unlink', { id }, { reason });
    case 'disable':
      return order('/api/people/{id}/disable', { id }, { reason });
    case 'confirm':
      return { path: `/api/people/${id}/resets/${what.reset}/confirm`, body: {} };
    case 'withdraw':
      return order('/api/people/{id}/resets/{reset}/withdraw', { id, reset: what.reset }, { reason });
    case 'passkey': {
      const { passkey } = what;
      return order('/api/people/{id}/passkeys/{passkey}/revoke', { id, passkey }, { reason });
    }
    case 'revoke': {
      const { role, grant } = what;
      return order('/api/people/{id}/roles/{role}/revoke', { id, role }, { reason, grant });
    }
  }
}

const partOf = (answer: unknown): string | null =>
  typeof answer === 'object' && answer !== null && 'part' in answer && typeof answer.part === 'string'
    ? answer.part
    : null;

/** A half of a one-time password: it is shown this once, until whoever reads it has put it down. */
function Part({ part, second, close }: { part: string; second: boolean; close: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Panel
      title={t(second ? 'reset.second' : 'reset.first')}
      close={close}
      way={
        <Action tone="main" onPress={close}>
          {t('reset.given')}
        </Action>
      }
    >
      <p>{t(second ? 'reset.second.text' : 'reset.first.text')}</p>
      <p className={looks.part}>{part}</p>
    </Panel>
  );
}

/** The answer with the half went astray; sent again, it comes without: nobody ever sees that half. */
function LostPart({ second, close }: { second: boolean; close: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Panel
      title={t('reset.lost')}
      close={close}
      way={
        <Action tone="main" onPress={close}>
          {t('reset.lost.seen')}
        </Action>
      }
    >
      <Notice tone="alert" title={t(second ? 'reset.lost.second' : 'reset.lost.first')} />
    </Panel>
  );
}

/** An act with its reason; a reset shows its half before it closes. */
export function PersonPanel({
  person,
  what,
  close,
}: {
  person: PersonShown;
  what: PersonAct;
  close: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { act } = what;
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const [part, setPart] = useState<string | null>(null);
  const [lost, setLost] = useState(false);
  const command = useCommand<unknown>({
    done: (answer) => {
      const shown = partOf(answer);
      const isLost = shown === null && (act === 'ask' || act === 'confirm');
      if (shown !== null) setPart(shown);
      if (isLost) setLost(true);
      void refresh(client, [['people'], ['security']]).then(() => {
        if (shown === null && !isLost) close();
      });
    },
  });
  const give = (reason: string): void => command.mutate(orderOf(person.id, what, reason));
  if (lost) return <LostPart second={act === 'confirm'} close={close} />;
  if (part !== null) return <Part part={part} second={act === 'confirm'} close={close} />;
  const title = t(`personAct.${act}.title`, { name: person.name });
  if (act === 'confirm')
    return (
      <Panel
        title={title}
        close={close}
        way={
          <Action tone="main" busy={command.isPending} off={offline} onPress={() => give('')}>
            {t('personAct.confirm')}
          </Action>
        }
      >
        <p>{t('personAct.confirm.text')}</p>
        <Refused error={command.error} />
      </Panel>
    );
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={title}
      text={t(`personAct.${act}.text`)}
      {...(act === 'identity' ? { ask: t('personAct.identity.ask') } : {})}
      submit={t(`personAct.${act}`)}
      busy={command.isPending}
      error={command.error}
      give={give}
      close={close}
    />
  );
}
