import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { batchesQuery } from '../api/queries.js';
import type { BatchSummary } from '../api/types.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { Identity } from '../parts/band.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import { Blank } from '../parts/notice.js';
import { Header } from '../session/header.js';
import { usePerson, useZone } from '../session/use-session.js';
import { batchTone } from '../step/state-tone.js';
import { word } from '../text/words.js';
import css from './desk.module.css';

function Rows({ batches }: { batches: readonly BatchSummary[] }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const heads = ['code', 'state', 'recipe', 'unit', 'step', 'exceptions', 'issued'] as const;
  return (
    <Table className={css.table} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('identity.coi')}</Table.Th>
          {heads.map((head) => (
            <Table.Th key={head}>{t(`batches.${head}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {batches.map((batch) => (
          <Table.Tr key={batch.id}>
            <Table.Td>{batch.coi === null ? word('type', batch.type) : <Identity coi={batch.coi} />}</Table.Td>
            <Table.Td className={css.keep}>
              <Link className={css.link} to="/batches/$batch" params={{ batch: batch.id }}>
                {batch.code}
              </Link>
              <div>{batch.patient}</div>
            </Table.Td>
            <Table.Td>
              <Status tone={batchTone(batch.state)}>{word('state', batch.state)}</Status>
            </Table.Td>
            <Table.Td>{t('batch.recipe', { title: batch.recipe.title, version: batch.recipe.version })}</Table.Td>
            <Table.Td className={css.keep}>
              {batch.unit === null ? (
                '–'
              ) : (
                <Link className={css.link} to="/units/$unit" params={{ unit: batch.unit.code }}>
                  {batch.unit.code}
                </Link>
              )}
            </Table.Td>
            <Table.Td>{batch.step?.title ?? '–'}</Table.Td>
            <Table.Td>
              {batch.openExceptions > 0 ? (
                <Status tone="action">
                  {t('batches.exceptions.open', { all: batch.exceptions, open: batch.openExceptions })}
                </Status>
              ) : (
                batch.exceptions
              )}
            </Table.Td>
            <Table.Td>{written(batch.issuedAt, zone).full}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Every batch there is, newest first, at the desk. */
export function BatchesPage(): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(batchesQuery);
  const may = usePerson().may('batch.issue');
  return (
    <>
      <Header back>
        <h1 className={css.title}>{t('batches.title')}</h1>
      </Header>
      <main className={css.page}>
        {may && (
          <Link to="/issue" className={`${actions.action} ${actions.main} ${actions.desk}`}>
            {t('room.issue')}
          </Link>
        )}
        <Answer query={query} what={t('batches.loading')}>
          {(batches) =>
            batches.length === 0 ? (
              <Blank tone="off" title={t('batches.empty')}>
                {t('batches.empty.text')}
              </Blank>
            ) : (
              <Rows batches={batches.toSorted((a, b) => b.issuedAt.localeCompare(a.issuedAt))} />
            )
          }
        </Answer>
      </main>
    </>
  );
}
