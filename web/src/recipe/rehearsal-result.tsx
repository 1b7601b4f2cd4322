import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { Answer } from '../parts/answer.js';
import { Status } from '../parts/mark.js';
import { Notice } from '../parts/notice.js';
import { Lines } from '../parts/lines.js';
import { kindWords, problemWords } from '../text/words.js';
import { lengthText } from './length-text.js';
import { rehearsalQuery } from './queries.js';
import css from './recipe.module.css';
import type { DryRun, TestRun } from './types.js';

interface RunProps {
  run: DryRun;
  titles: ReadonlyMap<string, string>;
}

function Run({ run, titles }: RunProps): ReactElement {
  const { t } = useTranslation();
  const { standstill, lasted, steps, facts, exceptions, yields } = run;
  const titleOf = (step: string | null): string => titles.get(step ?? '') ?? step ?? '';
  return (
    <>
      {standstill !== null && (
        <Notice tone="action" title={t('rehearsal.standstill', { step: titleOf(standstill.step) })}>
          {problemWords(t, new Problem(0, standstill.code, standstill.values)).title}
        </Notice>
      )}
      <Lines
        rows={[
          { name: t('rehearsal.lasted'), value: lengthText(lasted) },
          {
            name: t('rehearsal.steps'),
            value: t('rehearsal.steps.done', {
              done: steps.filter(({ state }) => state === 'complete').length,
              count: steps.length,
            }),
          },
          { name: t('rehearsal.facts'), value: String(facts) },
          ...yields.map(({ step, actual, percent }) => ({
            name: titleOf(step),
            value: percent === null ? actual : `${actual} · ${percent}`,
          })),
        ]}
      />
      {exceptions.length > 0 && (
        <ul className={css.plain}>
          {exceptions.map(({ kind, step, at }, index) => (
            <li key={index}>
              <Status tone="action">
                {t('rehearsal.exception', { what: kindWords(kind).title, step: titleOf(step), time: lengthText(at) })}
              </Status>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const Tests = ({ tests }: { tests: readonly TestRun[] }): ReactElement => (
  <ul className={css.plain}>
    {tests.map(({ name, passed }) => (
      <li key={name}>
        <Status tone={passed ? 'done' : 'action'}>{name}</Status>
      </li>
    ))}
  </ul>
);

/** What a rehearsal came to, as it is kept. */
export function RehearsalResult({ id, titles }: { id: string; titles: ReadonlyMap<string, string> }): ReactElement {
  const { t } = useTranslation();
  const query = useQuery(rehearsalQuery(id));
  return (
    <Answer query={query} what={t('rehearsal.loading')}>
      {({ result }) => ('run' in result ? <Run run={result.run} titles={titles} /> : <Tests tests={result.tests} />)}
    </Answer>
  );
}
