import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../api/routes.js';
import type { BatchAnswer, Step } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { written } from '../parts/instant.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import { word } from '../text/words.js';
import css from './notes.module.css';
import type { StepAtHand } from './step-at-hand.js';

type Note = Step['notes'][number];

const KINDS: readonly Note['kind'][] = ['note', 'observation', 'nonconformance'];
const pathOf = ({ batch, step }: StepAtHand, what: string): string =>
  address(`/api/batches/{id}/steps/{step}/${what}`, { id: batch.id, step: step.id });

function AddNote({ at, close }: { at: StepAtHand; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Note['kind']>('note');
  const [typed, setTyped] = useState('');
  const command = useCommand<BatchAnswer>({ done: close });
  const text = typed.trim();
  return (
    <Panel
      title={t('notes.panel')}
      close={close}
      way={
        <Action
          tone="main"
          off={text === '' || at.barred === 'offline'}
          busy={command.isPending}
          onPress={() => command.mutate({ path: pathOf(at, 'notes'), body: { seen: at.step.version, kind, text } })}
        >
          {t('notes.submit')}
        </Action>
      }
    >
      <div className={css.kinds}>
        {KINDS.map((one) => (
          <Action key={one} pressed={kind === one} onPress={() => setKind(one)}>
            {word('note', one)}
          </Action>
        ))}
      </div>
      {at.step.signatures.length > 0 && at.step.state === 'completing' && <p>{t('notes.void')}</p>}
      <Refused error={command.error} />
      <label>
        {t('notes.text')}
        <textarea rows={3} value={typed} onChange={({ currentTarget }) => setTyped(currentTarget.value)} />
      </label>
    </Panel>
  );
}

/** A photo taken at the tablet, or a file. */
function AddFile({ at }: { at: StepAtHand }): ReactElement {
  const { t } = useTranslation();
  const command = useCommand<BatchAnswer>();
  const box = useRef<HTMLInputElement>(null);
  const taken = useRef<{ file: File; seen: number } | null>(null);
  const { version: seen } = at.step;
  const take = (file: File | undefined): void => {
    if (file === undefined) return;
    taken.current = { file, seen };
    const asked = { seen, name: file.name };
    command.mutate({ path: `${pathOf(at, 'files')}?${new URLSearchParams(entriesOf(asked)).toString()}`, body: file });
  };
  // what somebody else did meanwhile does not lose a photo
  const isStale = command.error?.code === 'step.stale';
  useEffect(() => {
    if (isStale && taken.current !== null && taken.current.seen !== seen) take(taken.current.file);
  });
  return (
    <>
      <input
        ref={box}
        type="file"
        hidden
        accept="image/*,application/pdf,text/plain"
        capture="environment"
        aria-label={t('notes.photo')}
        onChange={({ currentTarget }) => {
          take(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
      <Action tone="quiet" off={at.barred === 'offline'} busy={command.isPending} onPress={() => box.current?.click()}>
        {t(command.isPending ? 'notes.sending' : 'notes.photo')}
      </Action>
      <Refused error={command.error} />
    </>
  );
}

const entriesOf = (asked: object): Record<string, string> =>
  Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)]));

/** What people noted on the step, and the files that belong to it, each by its hash. */
export function Notes({ at }: { at: StepAtHand }): ReactElement | null {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { batch, step, zone, person } = at;
  const { notes, files } = step;
  if (step.startedAt === null) return null;
  const may = person.may('step.verify');
  return (
    <section className={css.notes} aria-label={t('notes.title')}>
      {notes.map(({ id, kind, text, by, at: when }) => (
        <p key={id} className={css.note}>
          <b>
            {id} {word('note', kind)}
          </b>
          <span className={css.text}>{text}</span>
          <small>{t('step.entry.by', { by, time: written(when, zone).full })}</small>
        </p>
      ))}
      {files.map(({ hash, name, size, by, at: when }) => (
        <a key={hash} className={css.file} href={`/api/batches/${batch.id}/files/${hash}`} download={name}>
          <b>{name}</b>
          <span>
            {t('files.size', { size: Math.max(1, Math.round(size / 1000)) })} ·{' '}
            {t('file.hash', { hash: hash.slice(0, 12) })}
          </span>
          <small>{t('step.entry.by', { by, time: written(when, zone).full })}</small>
        </a>
      ))}
      {may && (
        <div className={css.ways}>
          <Action tone="quiet" off={at.barred === 'offline'} onPress={() => setOpen(true)}>
            {t('notes.add')}
          </Action>
          <AddFile at={at} />
        </div>
      )}
      {open && <AddNote at={at} close={() => setOpen(false)} />}
    </section>
  );
}
