import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { weeksQuery } from '../api/queries.js';
import { refresh } from '../api/refresh.js';
import type { Retention } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Notice } from '../parts/notice.js';
import { Select } from '../parts/select.js';
import { TextField } from '../parts/text-field.js';
import { useNow } from '../parts/use-now.js';
import { ReasonPanel } from '../step/reason-panel.js';
import { word } from '../text/words.js';
import css from './equipment.module.css';
import { retentionQuery } from './queries.js';
import {
  moved,
  periodOf,
  periodText,
  type PeriodUnit,
  type TypedPeriod,
  typedPeriod,
  UNITS,
} from './retention-words.js';

interface PeriodProps {
  label: string;
  least: string;
  typed: TypedPeriod;
  change: (typed: TypedPeriod) => void;
}

/** How many of which, with what it is at least. */
function Period({ label, least, typed, change }: PeriodProps): ReactElement {
  const { t } = useTranslation();
  return (
    <fieldset className={css.period}>
      <legend>{label}</legend>
      <TextField
        numeric
        label={t('retention.count')}
        value={typed.count}
        change={(count) => change({ ...typed, count })}
      />
      <Select
        label={t('retention.unit')}
        value={typed.unit}
        options={UNITS.map((unit) => ({ value: unit, title: word('periodUnit', unit) }))}
        change={(unit) => change({ ...typed, unit: (unit ?? 'Y') as PeriodUnit })}
      />
      <p>{t('retention.least', { least: periodText(least) })}</p>
    </fieldset>
  );
}

/** What is there and older than a policy would keep. */
function Going({ keep }: { keep: string }): ReactElement | null {
  const { t } = useTranslation();
  const now = useNow();
  const weeks = useQuery(weeksQuery).data ?? [];
  const old = weeks.filter(({ state, toAt }) => state === 'attached' && Date.parse(toAt) <= moved(now, keep, -1));
  if (old.length === 0) return null;
  return (
    <Notice tone="alert" title={t('retention.going', { count: old.length })}>
      {t('retention.going.text')}
    </Notice>
  );
}

/** Says how long readings stay from now on, and by which decision. */
export function ChangeRetention({ retention, close }: { retention: Retention; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const [isForEver, setForEver] = useState(retention.keep === null);
  const [typedKeep, setKeep] = useState(typedPeriod(retention.keep));
  const [typedAfter, setAfter] = useState(typedPeriod(retention.afterBatch));
  const keep = isForEver ? null : periodOf(typedKeep);
  const afterBatch = periodOf(typedAfter);
  const command = useCommand<Retention>({
    done: (answer) => {
      client.setQueryData(retentionQuery.queryKey, answer);
      void refresh(client, [['retention', 'weeks']]).then(close);
    },
  });
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t('retention.change.title')}
      text={t('retention.change.text')}
      ask={t('retention.change.ask')}
      submit={t('retention.change.submit')}
      busy={command.isPending}
      error={command.error}
      incomplete={keep === undefined || afterBatch === undefined}
      give={(reason) =>
        command.mutate({ path: '/api/readings/retention', method: 'PUT', body: { keep, afterBatch, reason } })
      }
      close={close}
    >
      <div className={css.filters} role="group" aria-label={t('retention.keep')}>
        <Action tone="quiet" pressed={isForEver} onPress={() => setForEver(true)}>
          {t('retention.keep.ever.short')}
        </Action>
        <Action tone="quiet" pressed={!isForEver} onPress={() => setForEver(false)}>
          {t('retention.keep.for.short')}
        </Action>
      </div>
      <div className={css.periods}>
        {!isForEver && (
          <Period label={t('retention.keep')} least={retention.least.keep ?? ''} typed={typedKeep} change={setKeep} />
        )}
        <Period
          label={t('retention.afterBatch')}
          least={retention.least.afterBatch}
          typed={typedAfter}
          change={setAfter}
        />
      </div>
      {keep != null && <Going keep={keep} />}
    </ReasonPanel>
  );
}
