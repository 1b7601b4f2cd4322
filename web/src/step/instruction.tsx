import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Step } from '../api/types.js';
import { Picture } from '../parts/picture.js';
import css from './instruction.module.css';

/** What is to be done, the documents that say how, and what it looks like. */
export function Instruction({ step }: { step: Step }): ReactElement | null {
  const { t } = useTranslation();
  const { instruction, documents, pictures } = step;
  if (instruction === '' && documents.length + pictures.length === 0) return null;
  return (
    <section className={css.instruction}>
      {instruction !== '' && <p className={css.words}>{instruction}</p>}
      {documents.length > 0 && (
        <ul className={css.documents} aria-label={t('step.documents')}>
          {documents.map(({ document, version, title }) => (
            <li key={document}>
              <b>{t('step.document', { document, version })}</b> {title}
            </li>
          ))}
        </ul>
      )}
      {pictures.length > 0 && (
        <ul className={css.pictures} aria-label={t('step.pictures')}>
          {pictures.map(({ file, shows }) => (
            <li key={file}>
              <Picture file={file} shows={shows} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
