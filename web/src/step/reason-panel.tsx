import { type ReactElement, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.js';
import { Action } from '../parts/action.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import type { StepAtHand } from './step-at-hand.js';

interface Props {
  at: Pick<StepAtHand, 'barred'>;
  title: string;
  text: string;
  /** what is asked for, where it is not why */
  ask?: string;
  /** the button that does it */
  submit: string;
  busy: boolean;
  error: Problem | null;
  give: (reason: string) => void;
  close: () => void;
  /** something besides the reason is still missing */
  incomplete?: boolean;
  /** beside it, such as a keypad */
  side?: ReactNode;
  children?: ReactNode;
}

/** An act that takes a reason, over the page. */
export function ReasonPanel(props: Props): ReactElement {
  const { at, title, text, submit, busy, error, give, close, incomplete = false, children, side } = props;
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const reason = typed.trim();
  return (
    <Panel
      title={title}
      close={close}
      {...(side === undefined ? {} : { side })}
      way={
        <Action
          tone="main"
          off={reason.length < 3 || incomplete || at.barred !== null}
          busy={busy}
          onPress={() => give(reason)}
        >
          {submit}
        </Action>
      }
    >
      <p>{text}</p>
      <Refused error={error} />
      {children}
      <label>
        {props.ask ?? t('reason.why')}
        <textarea rows={3} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      </label>
    </Panel>
  );
}
