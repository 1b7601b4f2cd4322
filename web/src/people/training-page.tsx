import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrainingMatrix } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { usePerson } from '../session/use-session.js';
import { DefineSkill } from './define-skill.js';
import { PeopleFrame } from './people-frame.js';
import { matrixQuery } from './queries.js';
import { needWords, StandingMark } from './standing.js';
import css from './training.module.css';

type Need = TrainingMatrix['needs'][number];
type Row = TrainingMatrix['people'][number];

const isOf = (one: Need, other: Need): boolean =>
  one.kind === other.kind && one.code === other.code && one.version === other.version;

function Cell({ person, need }: { person: Row; need: Need }): ReactElement {
  const { t } = useTranslation();
  const found = person.standings.find((one) => isOf(one, need));
  return <td>{found === undefined ? <span aria-label={t('training.none')}>–</span> : <StandingMark {...found} />}</td>;
}

function Matrix({ needs, people }: TrainingMatrix): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={css.matrix} role="region" aria-label={t('training.title')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('training.person')}</th>
            {needs.map((need) => (
              <th key={`${need.kind} ${need.code} ${need.version ?? ''}`} scope="col">
                {needWords(need)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">
                <Link to="/people/$person" params={{ person: person.id }}>
                  {person.name}
                </Link>
              </th>
              {needs.map((need) => (
                <Cell key={`${need.kind} ${need.code} ${need.version ?? ''}`} person={person} need={need} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Everybody of the sites in sight against what they are trained in and have to read. */
export function TrainingPage(): ReactElement {
  const { t } = useTranslation();
  const { may } = usePerson();
  const [isDefining, setDefining] = useState(false);
  const query = useQuery({ ...matrixQuery, enabled: may('training.read') });
  return (
    <PeopleFrame at="training" title={t('training.title')} needs="training.read">
      <p>{t('training.text')}</p>
      {may('training.define') && <Action onPress={() => setDefining(true)}>{t('skill.define')}</Action>}
      {isDefining && <DefineSkill close={() => setDefining(false)} />}
      <Answer query={query} what={t('training.loading')}>
        {(matrix) => <Matrix {...matrix} />}
      </Answer>
    </PeopleFrame>
  );
}
