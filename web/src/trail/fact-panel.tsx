import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { Dialog } from '../parts/dialog.js';
import { Lines } from '../parts/lines.js';
import panel from '../parts/panel.module.css';
import { stamp } from '../unit/logbook-words.js';
import { factQuery } from './queries.js';
import css from './trail.module.css';
import { actWords, subjectWords, whoWords } from './trail-words.js';
import type { TrailLine } from './types.js';

/** A fact as it is written, with its hash and the seal that covers it. */
export function FactPanel({ line, close }: { line: TrailLine; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(factQuery(line.subject, line.seq));
  const title = t('trail.fact.title', { seq: line.seq, stream: subjectWords(line.subject) });
  return (
    <Dialog className={`${panel.panel} ${css.whole}`} label={title} close={close}>
      <h2>{title}</h2>
      <Answer query={query} what={t('trail.fact.loading')}>
        {({ text, previous, hash, seal }) => (
          <>
            <Lines
              rows={[
                { name: t('trail.head.when'), value: `${stamp(line.at, line.zone)} (${line.at})` },
                { name: t('trail.head.who'), value: whoWords(line.by) },
                { name: t('trail.head.what'), value: actWords(line.act) },
                {
                  name: t('trail.fact.seal'),
                  value: seal === null ? t('trail.fact.unsealed') : t('trail.fact.sealed', { seal }),
                },
                { name: t('trail.fact.hash'), value: hash },
                { name: t('trail.fact.previous'), value: previous },
                { name: t('trail.fact.config'), value: line.config },
              ]}
            />
            <h3>{t('trail.fact.text')}</h3>
            <pre className={css.text} tabIndex={0} aria-label={t('trail.fact.text')}>
              {JSON.stringify(JSON.parse(text), null, 2)}
            </pre>
          </>
        )}
      </Answer>
      <footer className={panel.foot}>
        <Action tone="main" onPress={close}>
          {t('trail.fact.close')}
        </Action>
      </footer>
    </Dialog>
  );
}
