import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { word } from '../text/words.js';
import { useEffectText } from './effects.js';
import { VersionLink } from './library-page.js';
import { Part } from './phase-work.js';
import css from './recipe.module.css';
import type { Impact, Use } from './types.js';

export const Uses = ({ uses }: { uses: readonly Use[] }): ReactElement => (
  <ul className={css.links}>
    {uses.map(({ kind, id, code, state }) => {
      const words = (
        <>
          <b>{code}</b>
          <span className={css.quiet}>{word('state', state)}</span>
        </>
      );
      return (
        <li key={id}>
          {kind === 'batch' ? (
            <Link className={css.row} to="/batches/$batch" params={{ batch: id }}>
              {words}
            </Link>
          ) : (
            <p className={css.row}>{words}</p>
          )}
        </li>
      );
    })}
  </ul>
);

/** What a change touches: each is to be decided on, and none is found by somebody's memory. */
export function ImpactList({ impact }: { impact: Impact }): ReactElement {
  const { t } = useTranslation();
  const effectText = useEffectText();
  const { batches, orders, usedBy, effects, tests, qualifications } = impact;
  const parts: [string, number, ReactNode][] = [
    [t('impact.batches'), batches.length, <Uses key="batches" uses={batches} />],
    [t('impact.orders'), orders.length, <Uses key="orders" uses={orders} />],
    [
      t('impact.usedBy'),
      usedBy.length,
      <ul key="usedBy" className={css.links}>
        {usedBy.map((version) => (
          <li key={version.id}>
            <VersionLink version={version} />
          </li>
        ))}
      </ul>,
    ],
    [
      t('impact.effects'),
      effects.length,
      <ul key="effects" className={css.plain}>
        {effects.map((effect, index) => (
          <li key={index}>{effectText(effect)}</li>
        ))}
      </ul>,
    ],
    [t('impact.tests'), tests.length, <Uses key="tests" uses={tests} />],
    [t('impact.qualifications'), qualifications.length, <Uses key="qualifications" uses={qualifications} />],
  ];
  return (
    <>
      {parts.map(([title, count, list]) => (
        <Part key={title} title={`${title}: ${count === 0 ? t('impact.none') : count}`}>
          {count > 0 && list}
        </Part>
      ))}
    </>
  );
}
