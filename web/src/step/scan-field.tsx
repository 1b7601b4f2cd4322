import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { demoQuery } from '../api/queries.js';
import { Action } from '../parts/action.js';
import css from './scan-field.module.css';

interface Props {
  read: (scanned: string) => void;
  busy: boolean;
  barred: boolean;
  /** what the right label says; in the demo it can be shown */
  label?: string;
  /** what to do, and what its button says, where that is not to check a label */
  hint?: string;
  send?: string;
}

/** A scanner's keys come faster than this: what began while a label was being checked is left out to its end. */
const PAUSE_MS = 200;

/** Takes what a scanner types and ends with Enter, or a hand does. It keeps the keyboard, so that a trigger is enough. */
export function ScanField({ read, busy, barred, label, hint, send }: Props): ReactElement {
  const { t } = useTranslation();
  const demo = useQuery(demoQuery).data?.demo === true;
  const [text, setText] = useState('');
  const [shown, setShown] = useState(false);
  const ignored = useRef(-PAUSE_MS);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!busy) field.current?.focus();
  }, [busy]);

  const ignore = (event: KeyboardEvent): void => {
    if (!busy && event.timeStamp - ignored.current > PAUSE_MS) return;
    event.preventDefault();
    ignored.current = event.timeStamp;
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const scanned = text.trim();
    if (scanned === '' || barred || busy) return;
    setText('');
    read(scanned);
  };
  return (
    <form className={css.scan} onSubmit={submit}>
      <TextInput
        ref={field}
        label={hint ?? t('step.scan.hint')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={ignore}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        classNames={{ root: css.root!, input: css.input!, label: css.label! }}
      />
      <Action type="submit" busy={busy} off={barred || text.trim() === ''}>
        {send ?? t('step.scan.send')}
      </Action>
      {demo && label !== undefined && label !== '' && (
        <button type="button" className={css.labelCard} onClick={() => (shown ? setText(label) : setShown(true))}>
          <span>{t(shown ? 'step.scan.label' : 'step.scan.show')}</span>
          {shown && <b>{label}</b>}
        </button>
      )}
    </form>
  );
}
