import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { unitsQuery } from '../api/queries.js';
import type { Batch } from '../api/types.js';
import css from './batch.module.css';
import type { StepGroup } from './step-groups.js';

/** Where a unit procedure is done: on its unit, or by hand. Said where a recipe has several. */
export function UnitProcedureHead({ batch, group }: { batch: Batch; group: StepGroup }): ReactElement | null {
  const { t } = useTranslation();
  const units = useQuery(unitsQuery).data;
  const procedure = batch.unitProcedures.find(({ id }) => id === group.unitProcedure);
  if (procedure === undefined || batch.unitProcedures.length === 1) return null;
  const bound = batch.units.find(({ unitProcedure }) => unitProcedure === procedure.id);
  const used = batch.steps.find(({ unitProcedure, unit }) => unitProcedure === procedure.id && unit !== null)?.unit;
  const on = bound?.code ?? units?.find(({ id }) => id === used)?.code;
  const unit = bound?.position == null ? on : t('position.at', { unit: on, position: bound.position });
  const where = procedure.unitClass === null ? t('batch.byHand') : (unit ?? t('batch.group.unbound'));
  return <p className={css.procedure}>{t('batch.group.on', { title: procedure.title, where })}</p>;
}
