import type { ComponentProps, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from '../parts/action.js';
import { written } from '../parts/instant.js';
import { Mark, Status } from '../parts/mark.js';
import { word } from '../text/words.js';
import css from './clearance.module.css';
import type { Asked } from './field-input.js';
import type { FieldRecorded } from './field-recorded.js';
import { FieldsWork } from './fields-work.js';
import type { StepAtHand } from './step-at-hand.js';

/** One check, large: yes, or not clear and what that does. */
function Check({ field, value, change, barred }: Asked): ReactElement {
  const { t } = useTranslation();
  return (
    <fieldset className={css.check}>
      <legend className="visually-hidden">{field.title}</legend>
      <p className={css.title} aria-hidden>
        {field.title}
      </p>
      <div className={css.answers}>
        {['true', 'false'].map((answer) => (
          <Action key={answer} off={barred} pressed={value === answer} onPress={() => change(answer)}>
            {word('check', answer)}
          </Action>
        ))}
      </div>
      {value === 'false' && (
        <p className={css.says} role="status">
          <Status tone="action">{t('clearance.not-clear')}</Status>
        </p>
      )}
    </fieldset>
  );
}

/** An answer on record. One that is not clear asks for another. */
export function Checked({ field, zone, way }: ComponentProps<typeof FieldRecorded>): ReactElement | null {
  const { t } = useTranslation();
  const { entry, title } = field;
  if (entry === null) return null;
  const clear = entry.value === 'true';
  return (
    <div className={`${css.check} ${clear ? '' : css.wrong}`}>
      <div className={css.title}>
        <Mark tone={clear ? 'done' : 'action'} size={28} />
        <p>
          {title}
          <small>
            {t('step.entry.by', { by: entry.by, time: written(entry.at, zone).seconds })}
            {entry.reason !== null && ` · ${entry.reason}`}
          </small>
        </p>
      </div>
      <div className={css.answers}>
        <b>{word('check', entry.value ?? '')}</b>
        {way}
      </div>
    </div>
  );
}

/** 211.130: nothing of another batch may be here; the step goes on when each check stands at yes. */
export function ClearanceWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const open = at.step.fields.find(({ entry }) => entry?.value === 'false');
  return (
    <FieldsWork
      at={at}
      ask={Check}
      recorded={Checked}
      missing={open === undefined ? undefined : t('clearance.open', { check: open.title })}
    />
  );
}
