import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { demoQuery } from '../api/queries.js';
import { useUnitTraces } from '../api/live-values.js';
import type { Step } from '../api/types.js';
import { happeningsOf } from '../parts/batch-marks.js';
import { clockFace, milliseconds } from '../parts/duration.js';
import { written } from '../parts/instant.js';
import { LiveValue } from '../parts/live-value.js';
import { Status } from '../parts/mark.js';
import type { Tone } from '../parts/tone.js';
import { Trend } from '../parts/trend.js';
import { useNow } from '../parts/use-now.js';
import { word } from '../text/words.js';
import { Instruction } from './instruction.js';
import css from './program.module.css';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame } from './step-frame.js';

const runTone = (state: string): Tone =>
  state === 'failed' || state === 'unknown'
    ? 'action'
    : state === 'held'
      ? 'alert'
      : state === 'requested'
        ? 'note'
        : 'normal';

/** What is left of a program that runs for a set length; the demo's speed shortens it. */
function Left({ run }: { run: NonNullable<Step['run']> }): ReactElement | null {
  const { t } = useTranslation();
  const now = useNow();
  const speed = useQuery(demoQuery).data?.speed ?? 1;
  const { state, startedAt, after } = run;
  if (state !== 'running' || startedAt === null || after === null) return null;
  const left = Date.parse(startedAt) + milliseconds(after) / speed - now;
  return left <= 0 ? null : <b>{t('step.program.left', { left: clockFace(left) })}</b>;
}

function Run({ step, zone }: { step: Step; zone: string }): ReactElement | null {
  const { t } = useTranslation();
  const { run } = step;
  if (run === null) return null;
  return (
    <p className={css.run}>
      <b>{t('step.program', { program: run.program })}</b>
      <Status tone={runTone(run.state)}>{word('state', run.state)}</Status>
      {run.state === 'requested' && <span>{t('step.program.requested')}</span>}
      {run.startedAt !== null && run.endedAt === null && (
        <span>{t('step.program.since', { time: written(run.startedAt, zone).seconds })}</span>
      )}
      <Left run={run} />
      {run.endedAt !== null && (
        <span>
          {t('step.program.ended', {
            time: written(run.endedAt, zone).seconds,
            outcome: word('outcome', run.outcome ?? ''),
          })}
        </span>
      )}
    </p>
  );
}

/** The values that the step's rules watch, live with their limits, and the trend of the one that is chosen. */
export function Watched({ at }: { at: StepAtHand }): ReactElement | null {
  const now = useNow();
  const { batch, step, zone, names, unit } = at;
  const traces = useUnitTraces(unit ?? undefined);
  const [chosen, setChosen] = useState<string | null>(null);
  const monitored = step.monitors.flatMap((monitor) => {
    const tag = names.tags.find((one) => one.tag === monitor.tag);
    return tag === undefined ? [] : [{ tag, monitor }];
  });
  const shown = monitored.find(({ tag }) => tag.tag === chosen) ?? monitored[0];
  if (unit === null || shown === undefined) return null;
  const from = step.run?.startedAt ?? step.startedAt ?? batch.issuedAt;
  return (
    <div className={css.watched}>
      <ul className={css.values}>
        {monitored.map(({ tag, monitor }) => (
          <li key={tag.tag}>
            <button
              type="button"
              className={css.pick}
              aria-pressed={tag === shown.tag}
              onClick={() => setChosen(tag.tag)}
            >
              <LiveValue tag={tag} trace={traces[tag.tag]} now={now} zone={zone} monitor={monitor} plain />
            </button>
          </li>
        ))}
      </ul>
      <Trend
        unit={unit}
        tag={shown.tag}
        zone={zone}
        from={from}
        to={step.run?.endedAt ?? null}
        alert={shown.monitor.alert}
        action={shown.monitor.action}
        marks={happeningsOf(batch, shown.tag.tag, Date.parse(from)).map(({ mark }) => mark)}
      />
    </div>
  );
}

export function ProgramWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const command = useStepCommand(at);
  const { step } = at;
  return (
    <StepFrame
      at={at}
      error={command.error}
      way={
        <Done at={at} command={command} missing={step.run?.state === 'ended' ? undefined : t('step.done.program')} />
      }
    >
      <Run step={step} zone={at.zone} />
      <Watched at={at} />
      <Instruction step={step} />
    </StepFrame>
  );
}
