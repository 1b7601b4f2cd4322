import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainDecimal, rangeText, unitText } from '../parts/number-format.js';
import type { Parameter } from '../recipe/model.js';
import { versionQuery } from '../recipe/queries.js';
import css from './desk.module.css';

export interface PatientAsked {
  parameters: readonly Parameter[];
  typed: Readonly<Record<string, string>>;
  type: (id: string, text: string) => void;
  complete: boolean;
  /** for the body of the issue */
  given: { parameters?: { parameter: string; value: string; unit: string }[] };
}

/** The parameters of a recipe version that are the patient's, with what is typed of them. */
export function usePatientValues(recipe: string | undefined): PatientAsked {
  const version = useQuery({ ...versionQuery(recipe ?? ''), enabled: recipe !== undefined }).data;
  const content = version?.content;
  const [all, setAll] = useState<Record<string, Record<string, string>>>({});
  const typed = all[recipe ?? ''] ?? {};
  const parameters = (content !== undefined && 'parameters' in content ? content.parameters : []).filter(
    ({ source }) => source === 'patient',
  );
  const values = parameters.map(({ id, unit }) => ({ parameter: id, value: plainDecimal(typed[id] ?? ''), unit }));
  return {
    parameters,
    typed,
    type: (id, text) => setAll({ ...all, [recipe ?? '']: { ...typed, [id]: text } }),
    complete: values.every(({ value }) => value !== '' && !Number.isNaN(Number(value))),
    given: values.length === 0 ? {} : { parameters: values },
  };
}

/** What the order says of the patient and the recipe goes by. */
export function PatientValues({ asked }: { asked: PatientAsked }): ReactElement | null {
  const { t } = useTranslation();
  if (asked.parameters.length === 0) return null;
  return (
    <section className={css.choice}>
      <h2>{t('issue.parameters')}</h2>
      {asked.parameters.map(({ id, title, unit, range }) => (
        <TextInput
          key={id}
          size="md"
          label={`${title}, ${unitText(unit)}`}
          description={rangeText(range, unit)}
          classNames={{ description: css.like! }}
          inputMode="decimal"
          value={asked.typed[id] ?? ''}
          onChange={({ currentTarget }) => asked.type(id, currentTarget.value)}
        />
      ))}
    </section>
  );
}
