import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.js';
import { Action } from '../parts/action.js';
import { Refused } from '../parts/refused.js';
import css from './step.module.css';
import { type StepAtHand, type StepCommand, unanswered } from './step-at-hand.js';
import { Exceptions } from './exceptions.js';
import { Notes } from './notes.js';
import { PromptCard } from './prompt-card.js';
import { StateTime } from './stated.js';
import { named } from './named-problem.js';

interface Props {
  at: StepAtHand;
  children: ReactNode;
  error?: Problem | null;
  /** what can be done besides the one large way on */
  aside?: ReactNode;
  way?: ReactNode;
  /** beside the work, such as a keypad */
  side?: ReactNode;
}

/** A step's screen: exceptions first, then the work, and at the foot the one large way on. */
export function StepFrame({ at, children, error = null, aside, way, side }: Props): ReactElement {
  const refused = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error !== null) void refused.current?.scrollIntoView({ block: 'center' });
  }, [error]);
  return (
    <>
      <div className={css.work}>
        <div className={css.scroll} tabIndex={0}>
          {(at.step.prompts ?? []).map((prompt) => (
            <PromptCard key={prompt.id} prompt={prompt} step={at.step.id} zone={at.zone} />
          ))}
          <Exceptions at={at} />
          <div ref={refused} className={css.refused}>
            <Refused error={error === null ? null : named(error, at)} />
          </div>
          {children}
          <Notes at={at} />
        </div>
        {side}
      </div>
      <footer className={css.foot}>
        <div className={css.aside}>
          {aside}
          {mayState(at.step) && <StateTime at={at} />}
        </div>
        {way}
      </footer>
    </>
  );
}

/** What a person does by hand may have happened before now. */
const mayState = ({ state, available, kind }: StepAtHand['step']): boolean =>
  (available || state === 'running') && kind !== 'program';

interface WayProps {
  at: StepAtHand;
  children: string;
  go: () => void;
  busy: boolean;
  /** what is still missing, in words; the button then says so when it is read */
  missing?: string | undefined;
}

/** The one large way on, with what still stands in it. */
export function Way({ at, children, go, busy, missing }: WayProps): ReactElement {
  const { t } = useTranslation();
  const why = at.barred === null ? missing : t(`step.${at.barred}`);
  return (
    <div className={css.way}>
      {why !== undefined && <p className={css.why}>{why}</p>}
      <Action tone="main" off={why !== undefined} busy={busy} onPress={go}>
        {children}
      </Action>
    </div>
  );
}

interface DoneProps {
  at: StepAtHand;
  command: Pick<StepCommand, 'give' | 'busy'>;
  /** what of the work is still missing, in words */
  missing?: string | undefined;
}

/** The work is done: signatures come next. A supervisor answers first what asks for one. */
export function Done({ at, command: { give, busy }, missing }: DoneProps): ReactElement {
  const { t } = useTranslation();
  const open = unanswered(at.step);
  const still = missing ?? (open.length > 0 ? t('step.done.answer', { exceptions: open.join(', ') }) : undefined);
  return (
    <Way at={at} go={() => give('complete', {})} busy={busy} missing={still}>
      {t('step.done')}
    </Way>
  );
}
