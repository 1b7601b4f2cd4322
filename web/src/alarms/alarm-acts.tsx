import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { refresh } from '../api/refresh.js';
import type { Alarm } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import { ReasonPanel } from '../step/reason-panel.js';
import { word } from '../text/words.js';
import { type AlarmAct, nameOf } from './alarm-words.js';
import css from './alarms.module.css';

interface Props {
  alarm: Alarm;
  close: () => void;
}

function useAct(close: () => void) {
  const client = useQueryClient();
  return useCommand({ done: () => void refresh(client, [['alarms']]).then(close) });
}

/** Somebody has seen it and acts on it; what they say of it helps the next shift. */
function Acknowledge({ alarm, close }: Props): ReactElement {
  const { t } = useTranslation();
  const offline = useConnection() === 'offline';
  const command = useAct(close);
  const [typed, setTyped] = useState('');
  const { id, occurrence, response, active } = alarm;
  const comment = typed.trim();
  const give = (): void => {
    if (occurrence === null) return;
    const body = { occurrence: occurrence.id, ...(comment === '' ? {} : { comment }) };
    command.mutate(order('/api/alarms/{id}/acknowledge', { id }, body));
  };
  return (
    <Panel
      title={t('alarm.acknowledge.title', { what: nameOf(alarm) })}
      close={close}
      way={
        <Action tone="main" off={offline} busy={command.isPending} onPress={give}>
          {t('alarm.act.acknowledge')}
        </Action>
      }
    >
      <p>{t(active ? 'alarm.acknowledge.text' : 'alarm.acknowledge.over')}</p>
      {active && response !== null && (
        <p className={css.response}>
          <b>{t('alarm.response')}:</b> {response}
        </p>
      )}
      <Refused error={command.error} />
      <label>
        {t('alarm.acknowledge.comment')}
        <textarea
          rows={3}
          maxLength={500}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
    </Panel>
  );
}

const LENGTHS = ['PT15M', 'PT30M', 'PT1H', 'PT2H', 'PT4H', 'PT8H'] as const;

/** Off the list for a time, with a reason. */
function Shelve({ alarm, close }: Props): ReactElement {
  const { t } = useTranslation();
  const offline = useConnection() === 'offline';
  const command = useAct(close);
  const [length, setLength] = useState<string>('PT30M');
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t('alarm.shelve.title', { what: nameOf(alarm) })}
      text={t('alarm.shelve.text')}
      submit={t('alarm.act.shelve')}
      busy={command.isPending}
      error={command.error}
      give={(reason) => command.mutate(order('/api/alarms/{id}/shelve', { id: alarm.id }, { reason, length }))}
      close={close}
    >
      <div className={css.lengths} role="group" aria-label={t('alarm.shelve.length')}>
        {LENGTHS.map((one) => (
          <Action key={one} tone="quiet" pressed={one === length} onPress={() => setLength(one)}>
            {word('shelving', one)}
          </Action>
        ))}
      </div>
    </ReasonPanel>
  );
}

/** Out of service while somebody works on it, and back; with a reason. */
function Service({ alarm, close, act }: Props & { act: 'remove-from-service' | 'return-to-service' }): ReactElement {
  const { t } = useTranslation();
  const offline = useConnection() === 'offline';
  const command = useAct(close);
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t(`alarm.${act}.title`, { what: nameOf(alarm) })}
      text={t(`alarm.${act}.text`)}
      submit={t(`alarm.act.${act}`)}
      busy={command.isPending}
      error={command.error}
      give={(reason) => command.mutate(order(`/api/alarms/{id}/${act}`, { id: alarm.id }, { reason }))}
      close={close}
    />
  );
}

/** What needs no more words: back on the list, or reset. */
function Plain({ alarm, close, act }: Props & { act: 'unshelve' | 'reset' }): ReactElement {
  const { t } = useTranslation();
  const offline = useConnection() === 'offline';
  const command = useAct(close);
  return (
    <Panel
      title={`${t(`alarm.act.${act}`)}: ${nameOf(alarm)}`}
      close={close}
      way={
        <Action
          tone="main"
          off={offline}
          busy={command.isPending}
          onPress={() => command.mutate(order(`/api/alarms/{id}/${act}`, { id: alarm.id }, undefined))}
        >
          {t(`alarm.act.${act}`)}
        </Action>
      }
    >
      <Refused error={command.error} />
    </Panel>
  );
}

/** An act on an alarm, over the page. */
export function AlarmActs({ act, ...props }: Props & { act: AlarmAct }): ReactElement {
  switch (act) {
    case 'acknowledge':
      return <Acknowledge {...props} />;
    case 'shelve':
      return <Shelve {...props} />;
    case 'unshelve':
    case 'reset':
      return <Plain {...props} act={act} />;
    case 'remove-from-service':
    case 'return-to-service':
      return <Service {...props} act={act} />;
  }
}
