import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Blank } from '../parts/notice.js';
import { word } from '../text/words.js';
import { lengthText } from './length-text.js';
import { phasesOf } from './elements.js';
import type { HoldWindow, MasterRecipe } from './model.js';
import css from './recipe.module.css';
import { Table } from './table.js';
import type { Version } from './types.js';

/** Hold times between two steps: at least, at most, and when to warn. */
export function Windows({ version, recipe }: { version: Version; recipe: MasterRecipe }): ReactElement {
  const { t } = useTranslation();
  const titles = new Map(phasesOf(recipe).map(({ phase }) => [phase.id, phase.title]));
  const edge = ({ phase, edge: which }: HoldWindow['from']): ReactElement => (
    <Link className={css.link} to="/recipes/$recipe" params={{ recipe: version.id }} search={{ phase }}>
      {t(`window.${which}`, { step: titles.get(phase) ?? phase })}
    </Link>
  );
  const length = (duration: string | undefined): string => (duration === undefined ? '–' : lengthText(duration));
  if (recipe.windows.length === 0)
    return (
      <Blank tone="off" title={t('window.none')}>
        {t('window.none.text')}
      </Blank>
    );
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-label={t('recipe.tab.windows')}>
      <Table
        label={t('recipe.tab.windows')}
        heads={[
          t('window.title'),
          t('window.from'),
          t('window.to'),
          t('window.min'),
          t('window.alert'),
          t('window.max'),
          t('window.breach'),
        ]}
        rows={recipe.windows.map(({ id, title, from, to, min, max, alert, onBreach, criticality }) => ({
          key: id,
          cells: [
            <b key={id}>{title}</b>,
            edge(from),
            edge(to),
            length(min),
            length(alert),
            length(max),
            <>
              {onBreach !== undefined && word('breach', onBreach)}
              <div className={css.quiet}>{word('criticality', criticality ?? 'info')}</div>
            </>,
          ],
        }))}
      />
    </div>
  );
}
