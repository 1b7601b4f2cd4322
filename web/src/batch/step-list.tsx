import { Link } from '@tanstack/react-router';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch, Step } from '../api/types.js';
import { Mark } from '../parts/mark.js';
import type { Tone } from '../parts/tone.js';
import { blockWords } from '../step/block-words.js';
import { isAtHand, isOpen, stateTone, unbound } from '../step/state-tone.js';
import { word } from '../text/words.js';
import css from './batch.module.css';
import { type StepGroup, stepGroups } from './step-groups.js';
import { UnitProcedureHead } from './unit-procedure-head.js';

const toneOf = (step: Step): Tone => (step.exceptions.some(isOpen) ? 'action' : stateTone(step.state));

const groupTone = ({ needed, done, steps }: StepGroup, isHere: boolean): Tone =>
  needed ? 'action' : done === steps.length ? 'done' : isHere ? 'current' : 'off';

const classes = (...names: (string | false | undefined)[]): string => names.filter(Boolean).join(' ');

function StepLine({ batch, step, chosen }: { batch: Batch; step: Step; chosen: boolean }): ReactElement {
  const isHere = isAtHand(step);
  const alone = step.id === batch.step?.id && batch.steps.filter(isAtHand).length + unbound(batch).length <= 1;
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isHere || chosen) void line.current?.scrollIntoView({ block: isHere ? 'center' : 'nearest' });
  }, [isHere, chosen]);
  return (
    <li ref={line}>
      <Link
        to="/batches/$batch"
        params={{ batch: batch.id }}
        search={alone ? {} : { step: step.id }}
        className={classes(
          css.step,
          step.state === 'complete' && css.complete,
          step.state === 'skipped' && css.skipped,
          chosen && css.shown,
        )}
        aria-current={isHere ? 'step' : undefined}
      >
        <Mark tone={toneOf(step)} />
        <span>
          <b>
            {step.position} {step.title}
          </b>
          <small>
            {word('state', step.state)}
            {step.owner !== null && ` · ${step.owner.name}`}
            {step.exceptions.length > 0 && ` · ${step.exceptions.map(({ id }) => id).join(' ')}`}
          </small>
        </span>
      </Link>
    </li>
  );
}

interface GroupProps {
  group: StepGroup;
  batch: Batch;
  chosen: string | undefined;
  open: boolean;
  turn: () => void;
}

/** An operation: its steps, or folded to how far it is. */
function Group({ group, batch, chosen, open, turn }: GroupProps): ReactElement {
  const { t } = useTranslation();
  const { title, steps, done, exceptions } = group;
  const block = blockWords(t, group);
  const isHere = steps.some(isAtHand);
  const count = steps.length;
  const far =
    done === count
      ? t('batch.group.all', { count })
      : done === 0 && !isHere
        ? t('batch.group.steps', { count })
        : t('batch.group.done', { done, count });
  return (
    <li>
      {group.opens && <UnitProcedureHead batch={batch} group={group} />}
      <button
        type="button"
        className={classes(css.group, isHere && css.here, done === count && css.complete)}
        aria-expanded={open}
        onClick={turn}
      >
        <Mark tone={groupTone(group, isHere)} />
        <span>
          <b>{block ?? title}</b>
          <small>
            {far}
            {exceptions.length > 0 && ` · ${exceptions.map(({ id }) => id).join(' ')}`}
          </small>
        </span>
        <svg aria-hidden viewBox="0 0 24 24" width={20} height={20} className={css.fold}>
          <path d="M5 8 12 16 19 8" fill="none" stroke="currentColor" strokeWidth="3" />
        </svg>
      </button>
      {open && (
        <ol>
          {steps.map((step) => (
            <StepLine key={step.id} batch={batch} step={step} chosen={step.id === chosen} />
          ))}
        </ol>
      )}
    </li>
  );
}

/** Steps that the procedure left out by the way that it took: folded away. */
function Omitted({ batch, chosen }: { batch: Batch; chosen: string | undefined }): ReactElement | null {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const omitted = batch.steps.filter(({ state }) => state === 'omitted');
  if (omitted.length === 0) return null;
  return (
    <li>
      <button type="button" className={css.group} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Mark tone="off" />
        <span>
          <b>{t('batch.omitted', { count: omitted.length })}</b>
        </span>
      </button>
      {open && (
        <ol>
          {omitted.map((step) => (
            <StepLine key={step.id} batch={batch} step={step} chosen={step.id === chosen} />
          ))}
        </ol>
      )}
    </li>
  );
}

/** All steps in their forced order by operation; the one at hand stands open, the others are folded until somebody looks. */
export function StepList({ batch, chosen }: { batch: Batch; chosen: string | undefined }): ReactElement {
  const groups = stepGroups(batch);
  const [turned, setTurned] = useState<Readonly<Record<string, boolean>>>({});
  const isWanted = ({ steps }: StepGroup): boolean =>
    steps.some((step) => isAtHand(step) || step.id === batch.step?.id || step.id === chosen);
  return (
    <ol className={css.steps}>
      {groups.map((group) => {
        const open = turned[group.key] ?? (isWanted(group) || groups.length === 1);
        return (
          <Group
            key={group.key}
            group={group}
            batch={batch}
            chosen={chosen}
            open={open}
            turn={() => setTurned({ ...turned, [group.key]: !open })}
          />
        );
      })}
      <Omitted batch={batch} chosen={chosen} />
    </ol>
  );
}
