import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { word } from '../text/words.js';
import type { Calculation, Phase, Program, UnitClass } from './model.js';
import css from './panel.module.css';
import { lengthText } from './length-text.js';
import { FieldRow, MonitorRow, quantityText, Rule, useRounding } from './phase-values.js';
import { formulaText } from './references.js';

interface Props<P> {
  phase: P;
  references: ReadonlyMap<string, string>;
  unitClass: UnitClass | undefined;
}

export const Part = ({ title, children }: { title: string; children: ReactNode }): ReactElement => (
  <section className={css.part}>
    <h3>{title}</h3>
    {children}
  </section>
);

const Names = ({ names }: { names: readonly { key: string; name: string; note: string }[] }): ReactElement => (
  <ul className={css.values}>
    {names.map(({ key, name, note }) => (
      <li key={key} className={css.valueHead}>
        <b>{name}</b>
        <span>{note}</span>
      </li>
    ))}
  </ul>
);

function ProgramWork({ phase, references, unitClass }: Props<Program>): ReactElement {
  const { t } = useTranslation();
  const program = unitClass?.programs.find(({ name }) => name === phase.program);
  const titleOf = (name: string): string =>
    [...(program?.parameters ?? []), ...(unitClass?.setpoints ?? [])].find((one) => one.name === name)?.title ?? name;
  const tagOf = (tag: string): string => unitClass?.tags.find((one) => one.tag === tag)?.title ?? tag;
  const { after, or } = phase.until;
  return (
    <>
      <Part title={t('recipe.program')}>
        <p>
          <b>{program?.title ?? phase.program}</b>
        </p>
        <p>
          {after === undefined ? t('recipe.until.program') : t('recipe.until.after', { time: lengthText(after) })}
          {or !== undefined && ` ${t('recipe.until.or', { condition: formulaText(or, references) })}`}
        </p>
      </Part>
      {phase.set.length > 0 && (
        <Part title={t('recipe.set')}>
          <Names
            names={phase.set.map(({ name, value, formula }) => ({
              ...{ key: name, name: titleOf(name) },
              note: value === undefined ? `= ${formulaText(formula ?? '', references)}` : quantityText(value),
            }))}
          />
        </Part>
      )}
      {phase.monitor.length > 0 && (
        <Part title={t('recipe.monitor')}>
          <ul className={css.values}>
            {phase.monitor.map((monitor) => (
              <MonitorRow key={monitor.tag} monitor={monitor} title={tagOf(monitor.tag)} />
            ))}
          </ul>
        </Part>
      )}
      {phase.safeState !== undefined && (
        <Part title={t('recipe.safeState')}>
          <Names
            names={phase.safeState.map(({ setpoint, value }) => ({
              ...{ key: setpoint, name: titleOf(setpoint), note: quantityText(value) },
            }))}
          />
        </Part>
      )}
    </>
  );
}

function CalculationWork({ phase, references }: Props<Calculation>): ReactElement {
  const { t } = useTranslation();
  const rounding = useRounding();
  return (
    <>
      <Part title={t('recipe.formula')}>
        <p className={css.formula}>{formulaText(phase.formula, references)}</p>
        <p>{rounding(phase.rounding)}</p>
        <Rule judged={phase} unit={phase.unit} />
      </Part>
      {phase.yield !== undefined && (
        <Part title={t('recipe.yield')}>
          <p className={css.formula}>{formulaText(phase.yield.theoretical, references)}</p>
          <Rule judged={phase.yield} unit="%" />
        </Part>
      )}
    </>
  );
}

/** What is done, recorded and judged in a phase, by its kind. */
export function PhaseWork({ phase, references, unitClass }: Props<Phase>): ReactElement | null {
  const { t } = useTranslation();
  switch (phase.kind) {
    case 'program':
      return <ProgramWork phase={phase} references={references} unitClass={unitClass} />;
    case 'calculation':
      return <CalculationWork phase={phase} references={references} unitClass={unitClass} />;
    case 'entry':
    case 'measure':
    case 'result':
      return (
        <Part title={t('recipe.values')}>
          {phase.kind === 'measure' && (
            <p>{t('recipe.replicates', { count: phase.replicates, recounts: phase.recounts })}</p>
          )}
          {phase.kind === 'result' && (
            <p>
              {t('recipe.resultOf', { sample: phase.of })}
              {phase.within !== undefined && ` ${t('recipe.within', { time: lengthText(phase.within) })}`}
            </p>
          )}
          <ul className={css.values}>
            {phase.fields.map((field) => (
              <FieldRow key={field.id} field={field} />
            ))}
          </ul>
        </Part>
      );
    case 'compare': {
      const { tag, aggregate, window } = phase.capture;
      return (
        <Part title={t('recipe.values')}>
          <p>{t('recipe.compare', { tag, aggregate: word('aggregate', aggregate), window: lengthText(window) })}</p>
          <Rule judged={phase} unit={phase.unit} />
        </Part>
      );
    }
    case 'wait':
      return <Part title={t('recipe.wait')}>{t('recipe.wait.text', { time: lengthText(phase.for) })}</Part>;
    case 'scan':
      return (
        <Part title={t('recipe.scans')}>
          <Names
            names={phase.scans.map(({ id, title, expects }) => ({
              key: id,
              name: title,
              note: word('expects', expects),
            }))}
          />
        </Part>
      );
    case 'decision':
      return (
        <Part title={t('recipe.options')}>
          <Names
            names={phase.options.map(({ id, title, then }) => ({ key: id, name: title, note: word('then', then) }))}
          />
        </Part>
      );
    case 'clearance':
      return (
        <Part title={t('recipe.checks')}>
          <Names names={phase.checks.map(({ id, title }) => ({ key: id, name: title, note: '' }))} />
        </Part>
      );
    case 'material':
      return (
        <Part title={t('recipe.materials')}>
          <Names
            names={phase.materials.map(({ id, title, critical }) => {
              return { key: id, name: title, note: critical ? t('recipe.critical') : '' };
            })}
          />
        </Part>
      );
    case 'sample':
      return <Part title={t('recipe.container')}>{phase.container}</Part>;
    case 'label':
      return (
        <Part title={t('recipe.labels')}>
          <Names
            names={phase.labels.map(({ id, title, copies }) => ({
              key: id,
              name: title,
              note: t('recipe.copies', { count: copies }),
            }))}
          />
        </Part>
      );
    case 'instruction':
    case 'review':
      return null;
  }
}
