import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SigningContent } from '../api/types.js';
import { written } from '../parts/instant.js';
import { Status } from '../parts/mark.js';
import { decimalText, unitText } from '../parts/number-format.js';
import { word } from '../text/words.js';
import { ExceptionLine } from './exception-line.js';
import css from './sign.module.css';
import { useValueText } from './field-recorded.js';
import { type Shape, shapesOf } from './names.js';
import type { StepAtHand } from './step-at-hand.js';

interface Props {
  at: StepAtHand;
  signing: SigningContent;
}

/** All that a signature is bound to, word for word: the text whose hash is signed. */
export function WholeContent({ content }: { content: Record<string, unknown> }): ReactElement {
  const { t } = useTranslation();
  return (
    <details>
      <summary className={css.summary}>{t('content.all')}</summary>
      <pre className={css.all}>{JSON.stringify(content, null, 1)}</pre>
    </details>
  );
}

function Values({ at }: { at: StepAtHand }): ReactElement | null {
  const { t } = useTranslation();
  const valueText = useValueText();
  const { step, zone } = at;
  if (step.entries.length === 0) return null;
  const shapes = shapesOf(step);
  const shapeOf = (id: string): Shape =>
    shapes.find((shape) => shape.id === id) ?? { id, title: id, type: 'text', choices: [] };
  return (
    <section>
      <h3>{t('content.values')}</h3>
      <ul className={css.rows}>
        {step.entries.map(({ id, field, value, unit, source, verdict, by, at: when, supersededBy, reason }) => (
          <li key={id} className={css.row}>
            <span>{shapeOf(field).title}</span>
            <span className={supersededBy === null ? undefined : css.old}>
              <b className={css.text}>{valueText(shapeOf(field), value, source)}</b> {unitText(unit)}
            </span>
            <span className={css.meta}>
              {(verdict === 'alert' || verdict === 'action') && (
                <Status tone={verdict}>{word('verdict', verdict)}</Status>
              )}
              <span>{word('source', source)}</span>
              <span>{t('step.entry.by', { by, time: written(when, zone).seconds })}</span>
              {reason !== null && <span>{word('reason', reason)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What performer and verifier answer for, readable: values, choices, exceptions, evidence; and all of it as it is hashed. */
export function StepContent({ at, signing }: Props): ReactElement {
  const { t } = useTranslation();
  const { batch, step, zone } = at;
  const chosen = step.options.find(({ id }) => id === step.decision);
  const readings = step.evidence.reduce((sum, { count }) => sum + count, 0);
  const times = [step.startedAt, step.endedAt].map((time) => (time === null ? '' : written(time, zone).seconds));
  return (
    <div className={css.content}>
      <h2>{t('sign.what')}</h2>
      <p>
        {[t('batch.code', { code: batch.code }), batch.coi, at.unit ?? t('batch.byHand')]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      <p>
        <b>{step.title}</b>
        {step.startedAt !== null && ` · ${t('content.times', { from: times[0], to: times[1] })}`}
      </p>
      {chosen !== undefined && (
        <p>
          {t('content.decision')}: <b>{chosen.title}</b>
        </p>
      )}
      {step.run !== null && (
        <p>
          {t('step.program', { program: step.run.program })}: {word('outcome', step.run.outcome ?? '')}
        </p>
      )}
      <Values at={at} />
      {step.exceptions.length > 0 && (
        <section>
          <h3>{t('content.exceptions')}</h3>
          {step.exceptions.map((exception) => (
            <div key={exception.id}>
              <ExceptionLine exception={exception} names={at.names} zone={zone} />
              {exception.comment !== null && <p>{t('content.comment', { comment: exception.comment })}</p>}
            </div>
          ))}
        </section>
      )}
      {readings > 0 && (
        <section>
          <h3>{t('content.evidence')}</h3>
          <p>{t('content.evidence.count', { count: decimalText(String(readings)) })}</p>
        </section>
      )}
      <WholeContent content={signing.content} />
    </div>
  );
}
