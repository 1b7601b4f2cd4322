import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from '../parts/action.js';
import { useDrafts } from '../parts/drafts.js';
import { Keypad } from '../parts/keypad.js';
import { Instruction } from './instruction.js';
import css from './label.module.css';
import { Accounted, type Counted, Reconcile, WHEREABOUTS, type Whereabouts } from './reconcile.js';
import { ScanField } from './scan-field.js';
import { Specimen } from './specimen.js';
import { type StepAtHand, useStepCommand } from './step-at-hand.js';
import { Done, StepFrame, Way } from './step-frame.js';
import { REASON } from './use-entering.js';

/** 211.125: each label is read where it was put; then every one that was printed is accounted for. */
export function LabelWork({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const { step, person, zone } = at;
  const barred = at.barred !== null;
  const [active, activate] = useState<Whereabouts | null>(null);
  const [again, setAgain] = useState<string | null>(null);
  const label = step.labels.find(({ id, copies, printed }) =>
    again === null ? printed === null || copies.some(({ scannedAt }) => scannedAt === null) : id === again,
  );
  const { drafts, change, forget } = useDrafts(person.username, `step/${step.id}`, label?.id ?? '');
  const leave = (id: string | null): void => {
    forget();
    activate(null);
    setAgain(id);
  };
  const sums = useStepCommand(at, () => leave(null));
  const { give, busy: giving, error } = useStepCommand(at);
  const busy = giving || sums.busy;

  const copy = label?.copies.find(({ scannedAt }) => scannedAt === null);
  const typed = (where: Whereabouts): string => drafts[where] ?? '';
  const [printed, applied, destroyed] = WHEREABOUTS.map((where) => (typed(where) === '' ? null : Number(typed(where))));
  const counted: Counted = { printed: printed!, applied: applied!, destroyed: destroyed! };
  const reason = (drafts[REASON] ?? '').trim();

  const record = (): void =>
    sums.give('reconcile', {
      label: label!.id,
      ...(counted as Record<Whereabouts, number>),
      ...(label!.printed === null ? {} : { reason }),
    });
  const uncounted = WHEREABOUTS.some((where) => counted[where] === null);
  const stillOpen =
    copy !== undefined
      ? t('label.missing.scan', { code: copy.code ?? '' })
      : uncounted
        ? t('label.missing.counts')
        : again !== null && reason.length < 3
          ? t('step.entry.reason')
          : undefined;
  const way =
    label === undefined ? (
      <Done at={at} command={{ give, busy }} />
    ) : (
      <Way at={at} go={record} busy={busy} missing={stillOpen}>
        {t('label.record', { title: label.title })}
      </Way>
    );
  const next = (): void => {
    const later = WHEREABOUTS.slice(WHEREABOUTS.indexOf(active!) + 1).find((where) => typed(where) === '');
    activate(later ?? null);
  };
  const keypad = active !== null && label !== undefined && !barred && (
    <Keypad
      title={`${label.title}: ${t(`label.${active}`)}`}
      value={typed(active)}
      decimals={0}
      unsigned
      change={(text) => change(active, text.slice(0, 4))}
      close={next}
    />
  );
  const back = again !== null && (
    <Action tone="quiet" onPress={() => leave(null)}>
      {t('panel.cancel')}
    </Action>
  );
  return (
    <StepFrame at={at} error={sums.error ?? error} aside={back} way={way} side={keypad}>
      <Instruction step={step} />
      {step.labels.map((one) => (
        <section key={one.id} className={css.label} aria-label={one.title}>
          <div className={css.copies}>
            {one.copies.map((each) => (
              <Specimen
                key={each.id}
                label={one}
                copy={each}
                zone={zone}
                next={each === copy}
                folded={each.scannedAt !== null}
              />
            ))}
          </div>
          {one === label && copy !== undefined && (
            <ScanField
              key={copy.id}
              busy={busy}
              barred={barred}
              label={copy.code ?? ''}
              read={(scanned) => give('scan', { scan: copy.id, scanned })}
            />
          )}
          {one === label && copy === undefined && (
            <Reconcile
              label={one}
              typed={typed}
              change={change}
              active={active}
              activate={activate}
              counted={counted}
              barred={barred}
            />
          )}
          {one === label && again !== null && (
            <label className={css.reason}>
              <span>{t('step.entry.reason')}</span>
              <textarea
                rows={2}
                value={drafts[REASON] ?? ''}
                onFocus={() => activate(null)}
                onChange={(event) => change(REASON, event.currentTarget.value)}
              />
            </label>
          )}
          {one !== label && one.printed !== null && (
            <p className={css.accounted}>
              <Accounted label={one} />
              <Action tone="quiet" off={barred} onPress={() => leave(one.id)}>
                {t('label.count')}
              </Action>
            </p>
          )}
        </section>
      ))}
    </StepFrame>
  );
}
