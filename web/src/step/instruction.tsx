import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Step } from '../api/types.js';
import { Picture } from '../parts/picture.js';
import css from './instruction.module.css';

/** What is to be done, what it asks of people, the documents that say how, and what it looks like. */
export function Instruction({ step }: { step: Step }): ReactElement | null {
  const { t } = useTranslation();
  const { instruction, documents, pictures, skills } = step;
  if (instruction === '' && documents.length + pictures.length + skills.length === 0) return null;
  return (
    <section className={css.instruction}>
      {instruction !== '' && <p className={css.words}>{instruction}</p>}
      {skills.length > 0 && <p>{t('step.skills', { skills: skills.join(', ') })}</p>}
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
