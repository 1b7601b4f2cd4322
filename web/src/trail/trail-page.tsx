import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../api/routes.js';
import actions from '../parts/action.module.css';
import { Answer } from '../parts/answer.js';
import { More } from '../parts/more.js';
import { Blank } from '../parts/notice.js';
import { Header } from '../session/header.js';
import page from '../session/section.module.css';
import { usePerson, useZone } from '../session/use-session.js';
import { FactPanel } from './fact-panel.js';
import { askedOf, trailQuery } from './queries.js';
import type { TrailSearch } from './search.js';
import css from './trail.module.css';
import { TrailFilters } from './trail-filters.js';
import { TrailReviews } from './trail-reviews.js';
import { TrailTable } from './trail-table.js';
import { subjectWords } from './trail-words.js';
import type { TrailLine } from './types.js';

const FORMATS = ['csv', 'json', 'pdf'] as const;

/** Kinds of which quality reviews the trail. */
const REVIEWED = ['batch', 'unit', 'recipe', 'person', 'order', 'deviation', 'site'];

function TakeOut({ asked }: { asked: Record<string, string> }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={css.ways} role="group" aria-label={t('trail.export')}>
      {FORMATS.map((format) => (
        <a
          key={format}
          className={actions.action}
          href={address('/api/trail/export', {}, { ...asked, format })}
          download
        >
          {t(`trail.export.${format}`)}
        </a>
      ))}
      <p className={css.quiet}>{t('trail.export.text')}</p>
    </div>
  );
}

/** What is found, in pages; of one subject with the reviews of its trail. */
function Found({ search }: { search: TrailSearch }): ReactElement {
  const { t } = useTranslation();
  const asked = askedOf(search, useZone());
  const query = useInfiniteQuery(trailQuery(asked));
  const [shown, setShown] = useState<TrailLine | null>(null);
  return (
    <Answer query={query} what={t('trail.loading')}>
      {({ pages }) => {
        const lines = pages.flatMap((one) => one.lines);
        const subject =
          search.subject === undefined ? undefined : lines.find((line) => line.subject.kind === search.kind)?.subject;
        return (
          <>
            {pages[0]?.isPart === true && <p className={css.quiet}>{t('trail.part')}</p>}
            {subject !== undefined && <p className={css.of}>{subjectWords(subject)}</p>}
            {subject !== undefined && REVIEWED.includes(subject.kind) && (
              <TrailReviews kind={subject.kind} id={subject.id} />
            )}
            {lines.length === 0 ? (
              <Blank tone="off" title={t('trail.none')}>
                {t('trail.none.text')}
              </Blank>
            ) : (
              <>
                <TakeOut asked={asked} />
                <TrailTable lines={lines} title={t('trail.title')} show={setShown} />
                <More query={query} />
              </>
            )}
            {shown !== null && <FactPanel line={shown} close={() => setShown(null)} />}
          </>
        );
      }}
    </Answer>
  );
}

/** The audit trail: who did what, when, where, from what to what, and why (11.10(e)). */
export function TrailPage({
  search,
  change,
}: {
  search: TrailSearch;
  change: (search: TrailSearch) => void;
}): ReactElement {
  const { t } = useTranslation();
  const may = usePerson().may('ledger.read');
  return (
    <>
      <Header back>
        <h1 className={page.title}>{t('trail.title')}</h1>
      </Header>
      <main className={`${page.page} ${css.desk}`}>
        {may ? (
          <>
            <TrailFilters key={JSON.stringify([search.kind, search.subject])} search={search} change={change} />
            <Found search={search} />
          </>
        ) : (
          <Blank tone="note" title={t('trail.forbidden')}>
            {t('trail.forbidden.text')}
          </Blank>
        )}
      </main>
    </>
  );
}
