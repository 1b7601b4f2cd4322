import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { sitesQuery, sponsorsQuery } from '../api/queries.js';
import type { TherapyOrder } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import css from './desk.module.css';

const FIELDS = ['code', 'patient', 'coi', 'product'] as const;

/** A therapy order, as the paper states it: for one patient by pseudonym, under one chain of identity. */
export function PlaceOrder({ close }: { close: (placed?: TherapyOrder) => void }): ReactElement {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ code: '', patient: '', coi: '', product: '' });
  const [sponsor, setSponsor] = useState('');
  const [market, setMarket] = useState('');
  const site = useQuery(sitesQuery).data?.[0];
  const sponsors = useQuery(sponsorsQuery).data ?? [];
  const command = useCommand<TherapyOrder>({ done: close });
  const missing = site === undefined || FIELDS.some((field) => typed[field].trim() === '');
  const place = (event: FormEvent): void => {
    event.preventDefault();
    if (missing) return;
    const { code, patient, coi, product } = typed;
    const said = { code: code.trim(), patient: patient.trim(), coi: coi.trim(), product: product.trim() };
    command.mutate(
      order(
        '/api/orders',
        {},
        {
          ...said,
          ...{
            site: site.code,
            ...(sponsor === '' ? {} : { sponsor }),
            ...(market.trim() === '' ? {} : { market: market.trim() }),
          },
        },
      ),
    );
  };
  const submit = (
    <Action tone="main" size="desk" type="submit" form="order" off={missing} busy={command.isPending}>
      {t('order.submit')}
    </Action>
  );
  return (
    <Panel title={t('order.title')} close={() => close()} way={submit}>
      <form id="order" className={css.form} onSubmit={place}>
        {FIELDS.map((field) => (
          <TextInput
            key={field}
            size="md"
            label={t(`order.${field}`)}
            description={t(`order.${field}.like`)}
            classNames={{ description: css.like! }}
            value={typed[field]}
            autoComplete="off"
            spellCheck={false}
            onChange={({ currentTarget }) => setTyped({ ...typed, [field]: currentTarget.value })}
          />
        ))}
        <TextInput
          size="md"
          label={t('order.market')}
          description={t('order.market.like')}
          classNames={{ description: css.like! }}
          value={market}
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => setMarket(currentTarget.value.toUpperCase())}
        />
        {sponsors.length > 0 && (
          <NativeSelect
            size="md"
            label={t('order.sponsor')}
            value={sponsor}
            onChange={({ currentTarget }) => setSponsor(currentTarget.value)}
            data={[
              { value: '', label: t('order.sponsor.none') },
              ...sponsors.map(({ code, name }) => ({ value: code, label: name })),
            ]}
          />
        )}
        <Refused error={command.error} />
      </form>
    </Panel>
  );
}
