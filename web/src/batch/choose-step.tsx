import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { unitsQuery } from '../api/queries.js';
import type { Batch, Step } from '../api/types.js';
import { Status } from '../parts/mark.js';
import { usePerson } from '../session/use-session.js';
import { blockWords } from '../step/block-words.js';
import { isAtHand, stateTone } from '../step/state-tone.js';
import { word } from '../text/words.js';
import css from './batch.module.css';

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

/** Several steps may be done at once: a person says which of them. */
export function ChooseStep({ batch }: { batch: Batch }): ReactElement {
  const { t } = useTranslation();
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
      </ul>
    </section>
  );
}
