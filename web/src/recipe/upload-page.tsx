import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import type { Problem } from '../api/problem.js';
import { address } from '../api/routes.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import actions from '../parts/action.module.css';
import { useDrafts } from '../parts/drafts.js';
import { Blank, Notice } from '../parts/notice.js';
import { Refused } from '../parts/refused.js';
import { Header } from '../session/header.js';
import { usePerson } from '../session/use-session.js';
import { FindingList } from './findings.js';
import { versionQuery } from './queries.js';
import { RecipesNav } from './recipes-page.js';
import { useRecipeCommand } from './recipe-command.js';
import css from './recipe.module.css';
import type { Finding, Version, VersionSummary } from './types.js';

const LARGEST = 262_144;

const findingsIn = (error: Problem | null): Finding[] =>
  error !== null && Array.isArray(error.values.findings) ? (error.values.findings as Finding[]) : [];

function UploadForm({ of }: { of: Version | undefined }): ReactElement {
  const { t } = useTranslation();
  const go = useNavigate();
  const file = useId();
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const { drafts, change, forget } = useDrafts(person.username, `recipe/upload/${of?.id ?? ''}`);
  const written = useRef<HTMLTextAreaElement>(null);
  const [large, setLarge] = useState(false);
  const command = useRecipeCommand<VersionSummary>(({ id }) => {
    forget();
    void go({ to: '/recipes/$recipe', params: { recipe: id } });
  });
  const text = drafts.text ?? of?.text ?? '';
  const findings = findingsIn(command.error);
  const typed = (next: string): void => {
    setLarge(next.length > LARGEST);
    if (next.length <= LARGEST) change('text', next);
  };
  const look = (line: number): void => {
    const area = written.current;
    if (area === null) return;
    const lines = area.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4);
    area.scrollLeft = 0;
  };
  const upload = (): void =>
    command.mutate(
      of === undefined
        ? { path: '/api/recipes', body: { text } }
        : { path: address('/api/recipes/{id}/text', { id: of.id }), method: 'PUT', body: { text } },
    );
  return (
    <div className={css.upload}>
      <div className={css.column}>
        <p>{of === undefined ? t('upload.text') : t('upload.revise.text', { code: of.code, version: of.version })}</p>
        <div className={css.ways}>
          <label htmlFor={file} className={actions.action}>
            {t('upload.file')}
            <input
              id={file}
              type="file"
              accept=".yaml,.yml,text/yaml"
              className="visually-hidden"
              onChange={({ currentTarget }) => {
                const [chosen] = currentTarget.files ?? [];
                if (chosen !== undefined) void chosen.text().then(typed);
                currentTarget.value = '';
              }}
            />
          </label>
          <Action tone="main" off={text.trim() === '' || offline} busy={command.isPending} onPress={upload}>
            {t(of === undefined ? 'upload.submit' : 'upload.revise')}
          </Action>
        </div>
        {large && (
          <Notice urgent tone="action" title={t('upload.large')}>
            {t('upload.large.text')}
          </Notice>
        )}
        {findings.length === 0 ? (
          <Refused error={command.error} />
        ) : (
          <>
            <Notice urgent tone="action" title={t('upload.findings', { count: findings.length })}>
              {t('upload.findings.text')}
            </Notice>
            <FindingList findings={findings} look={look} />
          </>
        )}
      </div>
      <textarea
        ref={written}
        className={css.paste}
        aria-label={t('upload.paste')}
        placeholder={t('upload.paste')}
        value={text}
        spellCheck={false}
        wrap="off"
        onChange={({ currentTarget }) => typed(currentTarget.value)}
      />
    </div>
  );
}

/** A recipe, overlay or block as its text: it becomes a draft, or another text of one, or says where it is wrong. */
export function UploadPage({ of }: { of: string | undefined }): ReactElement {
  const { t } = useTranslation();
  const draft = useQuery({ ...versionQuery(of ?? ''), enabled: of !== undefined });
  const may = usePerson().may('recipe.write');
  return (
    <>
      <Header back>
        <h1 className={css.title}>{t('upload.title')}</h1>
      </Header>
      <main className={css.page}>
        <RecipesNav at="upload" />
        {may && of !== undefined ? (
          <Answer query={draft} what={t('recipe.loading')}>
            {(version) => <UploadForm of={version} />}
          </Answer>
        ) : may ? (
          <UploadForm of={undefined} />
        ) : (
          <Blank tone="note" title={t('upload.forbidden')}>
            {t('upload.forbidden.text')}
          </Blank>
        )}
      </main>
    </>
  );
}
