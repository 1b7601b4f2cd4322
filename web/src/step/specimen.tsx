import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Step } from '../api/types.js';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import css from './label.module.css';

export type Label = Step['labels'][number];
export type Copy = Label['copies'][number];

interface Props {
  label: Label;
  copy: Copy;
  zone: string;
  next: boolean;
  /** to its code alone */
  folded?: boolean;
}

/** One copy as it is printed: its lines, and its code as it is scanned. */
export function Specimen({ label, copy, zone, next, folded = false }: Props): ReactElement {
  const { t } = useTranslation();
  const { code, lines, scannedAt } = copy;
  const title = t('label.copy', {
    title: label.title,
    n: label.copies.indexOf(copy) + 1,
    of: label.copies.length,
  });
  const said =
    scannedAt !== null
      ? t('step.scan.done', { time: written(scannedAt, zone).seconds })
      : t(next ? 'label.scan' : 'label.later');
  return (
    <figure className={`${css.copy} ${next ? css.next : ''}`}>
      <figcaption className={css.caption}>
        <Mark tone={scannedAt !== null ? 'done' : next ? 'current' : 'off'} />
        <span>
          <b>{title}</b>
          <br />
          {said}
        </span>
        {folded && <b className={css.code}>{code}</b>}
      </figcaption>
      <div className={css.paper} hidden={folded}>
        {lines.length === 0 && <p className={css.unwritten}>{t('label.specimen')}</p>}
        {lines.map((line, index) => (
          <p key={index} className={line === code ? css.code : undefined}>
            {line}
          </p>
        ))}
        {code !== null && !lines.includes(code) && <p className={css.code}>{code}</p>}
      </div>
    </figure>
  );
}
