import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { batchQuery } from '../api/queries.js';
import type { InboxResult } from '../api/types.js';
import actions from '../parts/action.module.css';
import { Status } from '../parts/mark.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { word } from '../text/words.js';
import css from './equipment.module.css';

const isNumber = (value: string): boolean => /^-?\d+(\.\d+)?$/.test(value);

/** The batch and the step that have it, or wait for it. */
function Place({ result }: { result: InboxResult }): ReactElement {
  const { t } = useTranslation();
  const { batch, step } = result;
  const known = useQuery(batchQuery(batch)).data;
  const title = known?.steps.find(({ id }) => id === step)?.title;
  return (
    <Link
      to="/batches/$batch"
      params={{ batch }}
      search={step === null ? {} : { step }}
      className={`${actions.action} ${css.way}`}
    >
      {title === undefined
        ? t('inbox.batch', { code: known?.code ?? '' })
        : t('inbox.step', { code: known?.code ?? '', step: title })}
    </Link>
  );
}

function OneResult({ result }: { result: InboxResult }): ReactElement {
  const { t } = useTranslation();
  const { sample, row, values, belowLimit, state, conflict } = result;
  return (
    <li className={css.result}>
      <div className={css.head}>
        <h3>{t('inbox.sample', { sample })}</h3>
        <Status tone={state === 'conflict' ? 'alert' : state === 'unclaimed' ? 'note' : 'done'}>
          {word('resultState', state)}
        </Status>
      </div>
      <p className={css.quiet}>{t('inbox.row', { row })}</p>
      <dl className={css.terms}>
        {values.map(({ field, value, unit }) => (
          <div key={field} className={css.pair}>
            <dt>{field}</dt>
            <dd>
              <b>{isNumber(value) ? decimalText(value) : value}</b> {unitText(unit ?? null)}
            </dd>
          </div>
        ))}
        {belowLimit.map(({ field, reads }) => (
          <div key={field} className={css.pair}>
            <dt>{field}</dt>
            <dd>{t('inbox.below', { reads })}</dd>
          </div>
        ))}
      </dl>
      {conflict !== null && (
        <ul className={css.list}>
          {conflict.contradictions.length === 0 && <li>{word('conflict', conflict.code)}</li>}
          {conflict.contradictions.map(({ field, stands, file }) => (
            <li key={field}>{t('inbox.contradicts', { field, stands: stands ?? t('inbox.nothing'), file })}</li>
          ))}
        </ul>
      )}
      <Place result={result} />
    </li>
  );
}

/** What a file says of each sample, and where that went. */
export const InboxResults = ({ results }: { results: readonly InboxResult[] }): ReactElement => (
  <ul className={css.list}>
    {results.map((result) => (
      <OneResult key={result.row} result={result} />
    ))}
  </ul>
);
