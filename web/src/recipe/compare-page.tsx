import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer } from '../parts/answer.js';
import { Blank } from '../parts/notice.js';
import tabs from '../parts/tabs.module.css';
import { Header } from '../session/header.js';
import { word } from '../text/words.js';
import { valueWords, whereWords } from './change-words.js';
import { grouped } from '../parts/grouped.js';
import { ImpactList } from './impact.js';
import { asRecipe, titlesOf } from './elements.js';
import { impactQuery, versionQuery, versionsQuery } from './queries.js';
import css from './recipe.module.css';
import { Which } from './which.js';
import type { Change, Impact, Version } from './types.js';

const GRAVE = new Set(['CPP', 'CQA']);

/** One change: what it was, and what it is. */
function ChangeRow({ change }: { change: Change }): ReactElement {
  const { t } = useTranslation();
  const { what, before, after, kind, criticality } = change;
  return (
    <li className={css.change}>
      <span>
        <b>{what}</b>
        {criticality !== undefined && GRAVE.has(criticality) && (
          <span className={css.criticality} title={word('criticality', criticality)}>
            {criticality}
          </span>
        )}
      </span>
      <span className={css.was}>{before === null ? '–' : valueWords(before)}</span>
      <span aria-hidden>→</span>
      <span className={css.is}>{after === null ? '–' : valueWords(after)}</span>
      <span className={css.quiet}>{t(`change.${kind}`)}</span>
    </li>
  );
}

interface ChangesProps {
  changes: readonly Change[];
  titles: ReadonlyMap<string, string>;
}

/** All changes, by where in the process they are, in its order. */
function Changes({ changes, titles }: ChangesProps): ReactElement {
  const { t } = useTranslation();
  if (changes.length === 0)
    return (
      <Blank tone="done" title={t('compare.same')}>
        {t('compare.same.text')}
      </Blank>
    );
  return (
    <>
      {grouped(changes, ({ at }) => at).map(({ of: at, own }) => (
        <section key={at} className={css.where}>
          <h3>{at === '' ? t('compare.whole') : whereWords(at, titles)}</h3>
          <ul>
            {own.map((change, index) => (
              <ChangeRow key={index} change={change} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Others({ version, chosen }: { version: Version; chosen: string | undefined }): ReactElement | null {
  const { t } = useTranslation();
  const go = useNavigate();
  const versions = useQuery(versionsQuery).data ?? [];
  const others = versions
    .filter(({ code, id }) => code === version.code && id !== version.id)
    .toSorted((a, b) => b.version - a.version);
  if (others.length === 0) return null;
  return (
    <div className={css.field}>
      <label htmlFor="with">{t('compare.other')}</label>
      <select
        id="with"
        className={css.input}
        value={chosen ?? ''}
        onChange={({ currentTarget }) =>
          void go({
            to: '/recipes/$recipe/compare',
            params: { recipe: version.id },
            search: currentTarget.value === '' ? {} : { with: currentTarget.value },
          })
        }
      >
        <option value="">{t('compare.before')}</option>
        {others.map(({ id, version: n, state }) => (
          <option key={id} value={id}>
            {t('compare.option', { version: n, state: word('state', state) })}
          </option>
        ))}
      </select>
    </div>
  );
}

const titleOf = ({ before, after, changes }: Impact, t: TFunction): string =>
  before === null
    ? t('compare.first')
    : t('compare.title', { before: before.version, after: after.version, count: changes.length });

/** What a version changes, in the language of the process, and what that touches. */
export function ComparePage({ id, other }: { id: string; other: string | undefined }): ReactElement {
  const { t } = useTranslation();
  const version = useQuery(versionQuery(id));
  const impact = useQuery(impactQuery(id, other));
  return (
    <>
      <Header back>{version.data !== undefined && <Which version={version.data} />}</Header>
      <Answer query={version} what={t('recipe.loading')}>
        {(shown) => (
          <main className={css.page}>
            <div className={tabs.bar}>
              <nav className={tabs.tabs} aria-label={t('recipe.parts')}>
                <Link
                  className={tabs.tab}
                  activeOptions={{ exact: true }}
                  to="/recipes/$recipe"
                  params={{ recipe: id }}
                >
                  {t('compare.back')}
                </Link>
              </nav>
              <Others version={shown} chosen={other} />
            </div>
            <Answer query={impact} what={t('compare.loading')}>
              {(known) => (
                <div className={css.compare}>
                  <section className={css.changes} aria-label={t('compare.changes')} tabIndex={0}>
                    <h2>{titleOf(known, t)}</h2>
                    {known.before !== null && (
                      <Changes changes={known.changes} titles={titlesOf(asRecipe(shown.content))} />
                    )}
                  </section>
                  <section className={css.impact} aria-label={t('impact.title')} tabIndex={0}>
                    <h2>{t('impact.title')}</h2>
                    <ImpactList impact={known} />
                  </section>
                </div>
              )}
            </Answer>
          </main>
        )}
      </Answer>
    </>
  );
}
