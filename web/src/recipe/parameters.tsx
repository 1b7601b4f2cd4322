import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Blank } from '../parts/notice.js';
import { decimalText, rangeText, unitText } from '../parts/number-format.js';
import { word } from '../text/words.js';
import type { MasterRecipe, Parameter } from './model.js';
import { useRounding } from './phase-values.js';
import css from './recipe.module.css';
import { formulaText, referencesOf } from './references.js';
import { Table } from './table.js';

/** The recipe's formula: each value with where it comes from and what is approved. */
export function Parameters({ recipe }: { recipe: MasterRecipe }): ReactElement {
  const { t } = useTranslation();
  const rounding = useRounding();
  const references = referencesOf(recipe);
  const given = ({ source, target, formula, from, unit, rounding: rule }: Parameter): string => {
    switch (source) {
      case 'constant':
        return `${decimalText(target ?? '')} ${unitText(unit)}`.trimEnd();
      case 'formula':
        return `${formulaText(formula ?? '', references)}${rule === undefined ? '' : `; ${rounding(rule)}`}`;
      case 'patient':
        return t('parameter.patient');
      case 'entry':
      case 'reading':
        return references.get(from ?? '') ?? from ?? '';
    }
  };
  const limits = ({ alert, action, unit }: Parameter): ReactElement => (
    <>
      {action !== undefined && <div>{t('step.limits.action', { range: rangeText(action, unit) })}</div>}
      {alert !== undefined && <div>{t('step.limits.alert', { range: rangeText(alert, unit) })}</div>}
      {action === undefined && alert === undefined && <span className={css.quiet}>{t('step.noLimits')}</span>}
    </>
  );
  if (recipe.parameters.length === 0)
    return (
      <Blank tone="off" title={t('parameter.none')}>
        {t('parameter.none.text')}
      </Blank>
    );
  return (
    <div className={css.scroll} tabIndex={0} role="group" aria-label={t('recipe.tab.parameters')}>
      <Table
        label={t('recipe.tab.parameters')}
        heads={[
          t('parameter.title'),
          t('parameter.source'),
          t('parameter.value'),
          t('parameter.range'),
          t('parameter.limits'),
          t('parameter.criticality'),
        ]}
        rows={recipe.parameters.map((parameter) => ({
          key: parameter.id,
          cells: [
            <>
              <b>{parameter.title}</b>
              <div className={css.quiet}>{parameter.id}</div>
            </>,
            word('parameterSource', parameter.source),
            given(parameter),
            rangeText(parameter.range, parameter.unit),
            limits(parameter),
            word('criticality', parameter.criticality ?? 'info'),
          ],
        }))}
      />
    </div>
  );
}
