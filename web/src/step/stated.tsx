import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../api/routes.js';
import type { BatchAnswer, Step } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { instantIn } from '../parts/instant-in.js';
import { written } from '../parts/instant.js';
import { Notice } from '../parts/notice.js';
import { unitText } from '../parts/number-format.js';
import { Panel } from '../parts/panel.js';
import { useNow } from '../parts/use-now.js';
import css from './step.module.css';
import { shapesOf } from './names.js';
import { SignDialog } from './sign-dialog.js';
import type { StepAtHand } from './step-at-hand.js';
import { StepContent } from './step-content.js';

const local = (now: number, zone: string): string => {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(now);
  return `${day}T${written(now, zone).time}`;
};

function AskTime({ at, close }: { at: StepAtHand; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const now = useNow();
  const [shown, setShown] = useState(() => local(now, at.zone));
  const [reason, setReason] = useState('');
  const instant = instantIn(at.zone, shown);
  const isLate = instant !== undefined && now - Date.parse(instant) > at.batch.statedWithin * 60_000;
  const missing = instant === undefined || (isLate && reason.trim().length < 3);
  const use = (): void => {
    if (missing) return;
    at.stated.state({ at: instant, reason: reason.trim() });
    close();
  };
  return (
    <Panel
      title={t('stated.title')}
      close={close}
      way={
        <Action tone="main" off={missing} onPress={use}>
          {t('stated.submit')}
        </Action>
      }
    >
      <p>{t('stated.text', { minutes: at.batch.statedWithin })}</p>
      <label>
        {t('stated.time')}
        <input
          className={css.typed}
          type="datetime-local"
          value={shown}
          onChange={({ currentTarget }) => setShown(currentTarget.value)}
        />
      </label>
      <label>
        {t('stated.reason')}
        <textarea rows={3} value={reason} onChange={({ currentTarget }) => setReason(currentTarget.value)} />
      </label>
    </Panel>
  );
}

/** The way to say that something happened before now. */
export function StateTime({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Action tone="quiet" off={at.barred !== null} onPress={() => setOpen(true)}>
        {t('stated.open')}
      </Action>
      {open && <AskTime at={at} close={() => setOpen(false)} />}
    </>
  );
}

/** What the second person stands for besides the time: values, a scan, a choice. */
function givenIn(body: object, step: Step): string[] {
  const { values, scanned, option } = body as {
    values?: { field: string; value?: string; unit?: string }[];
    scanned?: string;
    option?: string;
  };
  const shapes = shapesOf(step);
  const entered = (values ?? []).map(({ field, value = '', unit = null }) => {
    const shape = shapes.find(({ id }) => id === field);
    const chosen = shape?.choices.find(({ id }) => id === value)?.title ?? value;
    return `${shape?.title ?? field}: ${chosen} ${unitText(unit)}`.trimEnd();
  });
  const chosen = step.options.find(({ id }) => id === option)?.title;
  return [...entered, ...[scanned ?? []].flat(), ...[chosen ?? []].flat()];
}

/** The time that goes with what is recorded next, as long as it is not now; and a second person's signature where it is late. */
export function StatedTime({ at }: { at: StepAtHand }): ReactElement | null {
  const { t } = useTranslation();
  const { batch, step, zone, stated } = at;
  const { time, late } = stated;
  const command = useCommand<BatchAnswer>();
  if (time === null) return null;
  const said = written(time.at, zone).full;
  const over = (): void => {
    stated.witness(null);
    stated.state(null);
  };
  return (
    <div className={css.owner}>
      <Notice
        tone="note"
        title={t('stated.now', { time: said })}
        way={<Action onPress={over}>{t('stated.clear')}</Action>}
      >
        {time.reason === '' ? null : time.reason}
      </Notice>
      {late !== null && step.witness !== null && time.reason.length >= 3 && (
        <SignDialog
          at={at}
          meaning="witnessed"
          role="operator"
          hash={step.witness.hash}
          busy={command.isPending}
          error={command.error}
          cancel={() => stated.witness(null)}
          above={
            <Notice tone="alert" title={t('late.title')}>
              {t('late.text', { time: said })}
              <ul>
                {[...givenIn(late.body, step), time.reason].map((line) => (
                  <li key={line}>
                    <b>{line}</b>
                  </li>
                ))}
              </ul>
            </Notice>
          }
          content={<StepContent at={at} signing={step.witness} />}
          give={(credentials) =>
            command.mutate(
              {
                path: address(`/api/batches/{id}/steps/{step}/${late.verb}`, { id: batch.id, step: step.id }),
                body: {
                  ...late.body,
                  seen: step.version,
                  signing: { ...credentials, meaning: 'witnessed', hash: step.witness!.hash },
                },
              },
              {
                onSuccess: (answer) => {
                  late.done?.(answer);
                  over();
                },
              },
            )
          }
        />
      )}
    </div>
  );
}
