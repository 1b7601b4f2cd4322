import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { gapsQuery } from '../api/queries.js';
import type { Gap, Tag } from '../api/types.js';
import { Answer } from '../parts/answer.js';
import { clockFace } from '../parts/duration.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import type { Tone } from '../parts/tone.js';
import { word } from '../text/words.js';
import css from './unit.module.css';

export const GAP_TONES: Record<Gap['state'], Tone> = { open: 'action', backfilled: 'done', accepted: 'normal' };

interface Props {
  unit: string;
  tags: readonly Tag[];
  zone: string;
  from: string;
  /** null: up to now */
  to: string | null;
}

function OneGap({ gap, tags, zone }: { gap: Gap; tags: readonly Tag[]; zone: string }): ReactElement {
  const { t } = useTranslation();
  const length = clockFace(Date.parse(gap.toAt) - Date.parse(gap.fromAt));
  const titles = gap.tags.map((code) => tags.find(({ tag }) => tag === code)?.title ?? code);
  return (
    <li className={css.row}>
      <Status tone={GAP_TONES[gap.state]}>{word('gapState', gap.state)}</Status>
      <b>{t('unit.gap', { from: written(gap.fromAt, zone).seconds, to: written(gap.toAt, zone).seconds })}</b>
      <span>{t('unit.gap.length', { length })}</span>
      <span>{word('gapCause', gap.cause)}</span>
      <span className={css.quiet}>{titles.join(', ')}</span>
    </li>
  );
}

/** What is missing of the time that is shown, newest first, and what became of it. */
export function Gaps({ unit, tags, zone, from, to }: Props): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(gapsQuery(unit, from, to));
  return (
    <section className={css.section}>
      <h2>{t('unit.gaps')}</h2>
      <Answer query={query} what={t('unit.gaps.loading')}>
        {(gaps) =>
          gaps.length === 0 ? (
            <p>{t('unit.gaps.none')}</p>
          ) : (
            <ul className={css.list}>
              {gaps.toReversed().map((gap) => (
                <OneGap key={gap.id} gap={gap} tags={tags} zone={zone} />
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  );
}
