import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Status } from '../parts/mark.js';
import { stamp } from '../unit/logbook-words.js';
import css from './trail.module.css';
import { actWords, subjectWords, valueWords, whoWords } from './trail-words.js';
import type { TrailLine } from './types.js';

/** What a fact is about, and the way to it where it has a page. */
function Subject({ subject }: { subject: TrailLine['subject'] }): ReactElement {
  const { kind, id, name } = subject;
  const words = subjectWords(subject);
  switch (kind) {
    case 'batch':
      return (
        <Link to="/batches/$batch" params={{ batch: id }} className={css.link}>
          {words}
        </Link>
      );
    case 'recipe':
      return (
        <Link to="/recipes/$recipe" params={{ recipe: id }} className={css.link}>
          {words}
        </Link>
      );
    case 'person':
      return (
        <Link to="/people/$person" params={{ person: id }} className={css.link}>
          {words}
        </Link>
      );
    case 'unit':
      if (name !== null)
        return (
          <Link to="/units/$unit" params={{ unit: name }} className={css.link}>
            {words}
          </Link>
        );
      break;
    default:
  }
  return <span>{words}</span>;
}

function Changes({ line: { changes, details, zone } }: { line: TrailLine }): ReactElement {
  const { t } = useTranslation();
  return (
    <ul className={css.changes}>
      {changes.map(({ field, old, new: is }) => (
        <li key={field}>
          <span className={css.quiet}>{field}</span> {valueWords(field, old, zone)} <span aria-hidden>→</span>
          <span className="visually-hidden">{t('trail.to.arrow')}</span> <b>{valueWords(field, is, zone)}</b>
        </li>
      ))}
      {details.map(({ field, value }) => (
        <li key={field}>
          <span className={css.quiet}>{field}</span> {valueWords(field, value, zone)}
        </li>
      ))}
    </ul>
  );
}

function Row({ line, show }: { line: TrailLine; show: (line: TrailLine) => void }): ReactElement {
  const { t } = useTranslation();
  const { at, happenedAt, zone, by, act, critical, subject, phase, reason, seq } = line;
  return (
    <tr>
      <td>
        <time dateTime={at}>{stamp(at, zone)}</time>
        {happenedAt !== null && (
          <div className={css.quiet}>{t('trail.happened', { time: stamp(happenedAt, zone) })}</div>
        )}
      </td>
      <td>
        {whoWords(by)}
        {by.terminal !== null && <div className={css.quiet}>{t('trail.terminal', { terminal: by.terminal })}</div>}
      </td>
      <td>
        {critical && <Status tone="note">{t('trail.isCritical')}</Status>}
        <div>
          <b>{actWords(act)}</b>
        </div>
        <Subject subject={subject} />
        {phase !== null && <div className={css.quiet}>{phase}</div>}
      </td>
      <td>
        <Changes line={line} />
      </td>
      <td>
        {reason}
        <div>
          <button
            type="button"
            className={css.fact}
            aria-label={`${t('trail.whole')}: ${subjectWords(subject)} #${seq}`}
            onClick={() => show(line)}
          >
            #{seq}
          </button>
        </div>
      </td>
    </tr>
  );
}

const HEADS = ['when', 'who', 'what', 'change', 'why'] as const;

interface Props {
  lines: readonly TrailLine[];
  title: string;
  show: (line: TrailLine) => void;
}

/** Facts as people read them: when, who, what, old and new, and why. */
export function TrailTable({ lines, title, show }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-label={title}>
      <table className={css.table} aria-label={title}>
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th key={head} scope="col" className={css[head]}>
                {t(`trail.head.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={`${line.stream}#${line.seq}`} line={line} show={show} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
