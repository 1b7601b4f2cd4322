import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import actions from '../parts/action.module.css';
import { written } from '../parts/instant.js';
import { Notice } from '../parts/notice.js';
import { usePerson, useZone } from '../session/use-session.js';
import { Signed } from '../step/signed.js';
import { Comments } from './comments.js';
import { useEffectText } from './effects.js';
import { Uses } from './impact.js';
import { asRecipe, phasesOf } from './elements.js';
import { movesOf, nextMove, turnOf } from './moves.js';
import { MoveButton } from './next-move.js';
import { Part } from './phase-work.js';
import { madeUnderQuery, versionsQuery } from './queries.js';
import css from './recipe.module.css';
import type { Version } from './types.js';

/** Comments on phases, each a way to its phase. */
function OnPhases({ version }: { version: Version }): ReactElement | null {
  const { t } = useTranslation();
  const titles = new Map(phasesOf(asRecipe(version.content)).map(({ phase }) => [phase.id, phase.title]));
  const counts = new Map<string, { open: number; all: number }>();
  for (const { phase, resolvedAt, replyTo } of version.comments) {
    if (phase === null || replyTo !== null) continue;
    const { open, all } = counts.get(phase) ?? { open: 0, all: 0 };
    counts.set(phase, { open: open + (resolvedAt === null ? 1 : 0), all: all + 1 });
  }
  if (counts.size === 0) return null;
  return (
    <Part title={t('comment.onPhases')}>
      <ul className={css.links}>
        {[...counts].map(([phase, { open, all }]) => (
          <li key={phase}>
            <Link className={css.row} to="/recipes/$recipe" params={{ recipe: version.id }} search={{ phase }}>
              <b>{titles.get(phase) ?? phase}</b>
              <span className={css.quiet}>{t('comment.counts', { open, count: all })}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** The version before this one, which it is compared with unless somebody chooses another. */
function CompareLink({ version }: { version: Version }): ReactElement | null {
  const { t } = useTranslation();
  const versions = useQuery(versionsQuery).data ?? [];
  const before = versions
    .filter(({ code, version: n }) => code === version.code && n < version.version)
    .toSorted((a, b) => b.version - a.version)[0];
  return (
    <Link
      className={actions.action}
      to="/recipes/$recipe/compare"
      params={{ recipe: version.id }}
      search={before === undefined ? {} : { with: before.id }}
    >
      {before === undefined ? t('compare.impact') : t('compare.with', { version: before.version })}
    </Link>
  );
}

/** What was made, or waits to be made, with a version that another takes the place of: to be decided on. */
function MadeUnder({ version }: { version: Version }): ReactElement | null {
  const { t } = useTranslation();
  const uses = useQuery(madeUnderQuery(version.id)).data ?? [];
  const open = uses.filter((use) => use.open);
  if (uses.length === 0) return null;
  return (
    <Part title={t('review.madeUnder', { open: open.length, count: uses.length })}>
      <Uses uses={[...open, ...uses.filter((use) => !use.open)]} />
    </Part>
  );
}

/** Who stands for the version, what reviewers say, where it is in effect, and what may be signed now. */
export function Review({ version }: { version: Version }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const person = usePerson();
  const effectText = useEffectText();
  const { signatures, effects, sentBack, id, changeControl } = version;
  const turn = turnOf(version);
  const others = movesOf(version, person.may).filter((move) => move !== nextMove(version, person.may));
  return (
    <div className={css.review}>
      <div className={css.column}>
        {turn !== 'nobody' && (
          <Notice tone="note" title={t(`turn.${turn}`)}>
            {t(`turn.${turn}.text`)}
          </Notice>
        )}
        {sentBack !== null && (
          <Notice
            tone="alert"
            title={t('review.sentBack', { name: sentBack.name ?? '', time: written(sentBack.at, zone).full })}
          >
            {sentBack.reason}
          </Notice>
        )}
        <div className={css.ways}>
          {others.map((move) => (
            <MoveButton key={move} version={version} move={move} main={false} />
          ))}
          <CompareLink version={version} />
        </div>
        <Part title={t('review.signatures')}>
          {changeControl !== null && <p>{t('review.changeControl', { id: changeControl })}</p>}
          {signatures.length === 0 && <p>{t('review.signatures.none')}</p>}
          <Signed signatures={signatures} zone={zone} />
          <p className={css.hash}>
            {t('sign.recipeHash')}: <code>{version.hash}</code>
          </p>
        </Part>
        <Part title={t('review.effects')}>
          {effects.length === 0 && <p>{t('review.effects.none')}</p>}
          <ul className={css.plain}>
            {effects.map((effect) => (
              <li key={`${effect.site ?? ''} ${effect.market ?? ''} ${effect.from}`}>{effectText(effect)}</li>
            ))}
          </ul>
        </Part>
      </div>
      <div className={css.column} key={id}>
        <Comments version={version} phase={null} />
        <OnPhases version={version} />
        <MadeUnder version={version} />
      </div>
    </div>
  );
}
