import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from '../parts/action.js';
import { dayText, isDay } from '../parts/day.js';
import { useDrafts } from '../parts/drafts.js';
import { Keypad } from '../parts/keypad.js';
import { Instruction } from './instruction.js';
import { LotForm, type LotPart } from './lot-form.js';
import { MaterialRow } from './material-row.js';
import css from './material.module.css';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame, Way } from './step-frame.js';

type Status = 'released' | 'quarantine' | 'rejected';

/** 211.188(b)(3): lot after lot, each recorded before the next; one that must not be used is stopped. */
export function MaterialWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { step, person, barred } = at;
  const [again, setAgain] = useState<string | null>(null);
  const open = step.materials.filter(({ lot }) => lot === null);
  const material = step.materials.find(({ id }) => id === again) ?? open[0];
  const { drafts, put, forget } = useDrafts(person.username, `step/${step.id}`, material?.id ?? '');
  const [keying, setKeying] = useState(false);
  const lots = useStepCommand(at, () => {
    forget();
    setAgain(null);
    setKeying(false);
  });
  const { give, busy, error } = useStepCommand(at);
  const typed = (part: LotPart): string => drafts[part] ?? '';
  const day = dayText(typed('expiry'));

  const missing =
    typed('lot') === ''
      ? t('material.missing.lot')
      : !isDay(day)
        ? t('material.missing.expiry')
        : typed('status') === ''
          ? t('material.missing.status')
          : material?.lot != null && typed('reason').trim().length < 3
            ? t('step.entry.reason')
            : undefined;
  const choose = (id: string | null): void => {
    forget();
    setKeying(false);
    setAgain(id);
  };
  const record = (): void =>
    lots.give('material', {
      material: material!.id,
      lot: typed('lot'),
      expiry: day,
      status: typed('status') as Status,
      ...(material!.lot === null ? {} : { reason: typed('reason').trim() }),
    });
  const way =
    material === undefined ? (
      <Done at={at} command={{ give, busy: lots.busy || busy }} />
    ) : (
      <Way at={at} go={record} busy={lots.busy || busy} missing={missing}>
        {t('material.record')}
      </Way>
    );
  /** a day that there is needs no more keys */
  const type = (parts: Partial<Record<LotPart, string>>): void => {
    put({ ...drafts, ...parts });
    if (parts.expiry !== undefined && isDay(dayText(parts.expiry))) setKeying(false);
  };
  const keypad = material !== undefined && keying && barred === null && (
    <Keypad
      title={t('material.expiry')}
      value={typed('expiry')}
      decimals={0}
      unsigned
      change={(expiry) => type({ expiry: expiry.slice(0, 8) })}
      close={() => setKeying(false)}
    />
  );
  const back = again !== null && (
    <Action tone="quiet" onPress={() => choose(null)}>
      {t('panel.cancel')}
    </Action>
  );
  return (
    <StepFrame at={at} error={lots.error ?? error} aside={back} way={way} side={keypad}>
      <Instruction step={step} />
      <ol className={css.materials}>
        {step.materials.map((one) => (
          <MaterialRow
            key={one.id}
            at={at}
            material={one}
            way={
              one.lot !== null && one !== material ? (
                <Action tone="quiet" off={barred !== null} onPress={() => choose(one.id)}>
                  {t('step.entry.correct')}
                </Action>
              ) : undefined
            }
          >
            {one === material ? (
              <LotForm
                at={at}
                material={one}
                typed={typed}
                change={type}
                keying={keying}
                startKeying={() => setKeying(true)}
              />
            ) : undefined}
          </MaterialRow>
        ))}
      </ol>
    </StepFrame>
  );
}
