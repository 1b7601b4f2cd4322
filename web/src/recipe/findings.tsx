import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer } from '../parts/answer.js';
import { Mark } from '../parts/mark.js';
import { Blank } from '../parts/notice.js';
import { Part } from './phase-work.js';
import { findingsQuery, gapsQuery } from './queries.js';
import css from './recipe.module.css';
import type { Finding, Version } from './types.js';

interface ListProps {
  findings: readonly Finding[];
  /** the version whose text has the lines */
  version?: string;
  /** shows a line of the text that is being written */
  look?: (line: number) => void;
}

/** What is wrong in a text: where, what, and why it matters. Errors first, then down the lines. */
export function FindingList({ findings, version, look }: ListProps): ReactElement {
  const { t } = useTranslation();
  const sorted = findings.toSorted((a, b) => a.severity.localeCompare(b.severity) || a.line - b.line);
  return (
    <ol className={css.findings}>
      {sorted.map(({ code, path, line, severity, message, why }) => (
        <li key={`${code} ${path} ${line} ${message}`} className={css.finding}>
          <Mark tone={severity === 'error' ? 'action' : 'alert'} size={28} />
          <div>
            <p>
              <b>{message}</b>
            </p>
            {why !== undefined && why !== '' && <p>{why}</p>}
            <p className={css.quiet}>
              {t(`finding.${severity}`)} · {code}
              {path !== '' && ` · ${path}`}
            </p>
          </div>
          {version === undefined ? (
            <button type="button" className={css.toLine} onClick={() => look?.(line)}>
              {t('finding.line', { line })}
            </button>
          ) : (
            <Link
              className={css.toLine}
              to="/recipes/$recipe"
              params={{ recipe: version }}
              search={{ tab: 'text', line }}
            >
              {t('finding.line', { line })}
            </Link>
          )}
        </li>
      ))}
    </ol>
  );
}

/** In development alone: what is still to be closed. */
function Gaps({ version }: { version: Version }): ReactElement | null {
  const { t } = useTranslation();
  const gaps = useQuery({ ...gapsQuery(version.id), enabled: version.stage !== null }).data ?? [];
  if (gaps.length === 0) return null;
  return (
    <Part title={t('finding.gaps', { count: gaps.length })}>
      <ul className={css.plain}>
        {gaps.map(({ code, path, message }) => (
          <li key={`${code} ${path} ${message}`}>{message}</li>
        ))}
      </ul>
    </Part>
  );
}

export function Findings({ version }: { version: Version }): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(findingsQuery(version.id));
  return (
    <Answer query={query} what={t('finding.loading')}>
      {(findings) =>
        findings.length === 0 && version.stage === null ? (
          <Blank tone="done" title={t('finding.none')}>
            {t('finding.none.text')}
          </Blank>
        ) : (
          <div className={css.scroll} tabIndex={0} role="group" aria-label={t('recipe.tab.findings')}>
            <FindingList findings={findings} version={version.id} />
            <Gaps version={version} />
          </div>
        )
      }
    </Answer>
  );
}
