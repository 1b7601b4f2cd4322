import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { unitsQuery } from '../api/queries.js';
import type { Batch, Step, UnitProcedure } from '../api/types.js';
import { Status } from '../parts/mark.js';
import { usePerson } from '../session/use-session.js';
import { blockWords } from '../step/block-words.js';
import { isAtHand, stateTone } from '../step/state-tone.js';
import { word } from '../text/words.js';
import css from './batch.module.css';
import { BindUnit } from './bind-unit.js';

function Tile({ batch, step }: { batch: Batch; step: Step }): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const units = useQuery(unitsQuery).data;
  const { owner, unit, state } = step;
  const block = blockWords(t, step);
  const code = units?.find(({ id }) => id === unit)?.code;
  const who =
    owner === null
      ? t(step.kind === 'program' && state === 'running' ? 'choose.unit' : 'choose.free')
      : owner.id === person.id
        ? t('owner.you')
        : t('owner.other', { name: owner.name });
  return (
    <Link to="/batches/$batch" params={{ batch: batch.id }} search={{ step: step.id }} className={css.tile}>
      {block !== null && <span>{block}</span>}
      <b>{step.title}</b>
      <Status tone={stateTone(state)}>{word('state', state)}</Status>
      <span>
        {who}
        {code !== undefined && ` · ${code}`}
      </span>
    </Link>
  );
}

interface Props {
  batch: Batch;
  /** unit procedures whose unit is to be bound */
  waiting: readonly UnitProcedure[];
}

/** Several things may be done at once: a person says which of them. */
export function ChooseStep({ batch, waiting }: Props): ReactElement {
  const { t } = useTranslation();
  const [bound, bind] = useState<string>();
  const procedure = waiting.find(({ id }) => id === bound);
  if (procedure !== undefined)
    return <BindUnit batch={batch} unitProcedure={procedure.id} back={() => bind(undefined)} />;
  return (
    <section className={css.panel}>
      <h1>{t('choose.title')}</h1>
      <p>{t('choose.text')}</p>
      <ul className={css.tiles}>
        {batch.steps.filter(isAtHand).map((step) => (
          <li key={step.id}>
            <Tile batch={batch} step={step} />
          </li>
        ))}
        {waiting.map(({ id, title }) => (
          <li key={id}>
            <button type="button" className={css.tile} onClick={() => bind(id)}>
              <b>{t('choose.bind', { title })}</b>
              <Status tone="current">{t('choose.bind.text')}</Status>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
