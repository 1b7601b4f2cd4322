import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { noAnswer, Problem } from '../api/problem.js';
import { demoQuery } from '../api/queries.js';
import type { PasskeyAnswer } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Refused } from '../parts/refused.js';
import { DemoPeople } from '../session/demo-people.js';
import { forgetKey, hashOfFlat, signByKey } from '../session/passkey.js';
import { word } from '../text/words.js';
import css from './sign.module.css';
import type { StepAtHand } from './step-at-hand.js';

/** By username and password; by the password alone, where one signs on; or by a passkey, which knows whose it is. */
export interface Credentials {
  username?: string;
  password?: string;
  passkey?: PasskeyAnswer;
}

interface Props {
  at: Pick<StepAtHand, 'person' | 'barred'>;
  meaning: string;
  /** whose signature is due; of several, any */
  role: string | readonly string[];
  /** null where what is signed comes to be by the signature */
  hash: string | null;
  /** what comes to be by the signature, as far as a passkey signs over it */
  comes?: () => Record<string, string>;
  /** what the signature says, where that is not of a step */
  means?: string;
  /** what is signed, to be read */
  content: ReactNode;
  above?: ReactNode;
  /** what is still missing besides who signs */
  missing?: string | undefined;
  busy: boolean;
  error: Problem | null;
  give: (credentials: Credentials) => void;
  cancel?: () => void;
}

/**
 * Signing in place: what is signed, what it means, and who signs: by username and password, by the password alone where one
 * signs on in one's own session and the policy says so, or by a passkey (11.200(a)). It is for whoever stands at the
 * tablet; nobody is signed out by it.
 */
export function SignPanel(props: Props): ReactElement {
  const { at, meaning, hash, content, above, missing, busy, error, give, cancel } = props;
  const roles = [props.role].flat();
  const { t } = useTranslation();
  const form = useId();
  const demo = useQuery(demoQuery).data;
  const [username, setUsername] = useState(
    meaning === 'performed' && roles.some((role) => at.person.role.startsWith(role)) ? at.person.username : '',
  );
  const [password, setPassword] = useState('');
  const [byKey, setByKey] = useState<Problem | 'idle' | 'asked'>('idle');
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
      forgetKey();
    };
  }, []);
  // as it stood when the panel opened: what may have been lost on the way is given again as it was given first
  const [alone] = useState(at.person.signsAlone);
  const goesOn = alone && at.person.signsAlone && username === at.person.username;
  const offline = at.barred === 'offline';
  const notYet = offline ? t('step.offline') : missing;
  const why = notYet ?? (username.trim() === '' || password === '' ? t('sign.missing') : undefined);
  const working = busy || byKey === 'asked';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (why !== undefined || working) return;
    setByKey('idle');
    give(goesOn ? { password } : { username: username.trim(), password });
    setPassword('');
  };
  const signWithKey = async (): Promise<void> => {
    setByKey('asked');
    try {
      const over = hash ?? (await hashOfFlat(props.comes?.() ?? {}));
      const whose = username.trim();
      const what = { meaning, hash: over, ...(whose === '' ? {} : { username: whose }) };
      const passkey = await signByKey(what, () => open.current);
      if (!open.current) return;
      give({ passkey });
      setByKey('idle');
    } catch (problem) {
      setByKey(problem instanceof Problem ? problem : noAnswer());
    }
  };
  const refused = byKey instanceof Problem ? byKey : error;
  return (
    <>
      {refused !== null && (
        <div className={css.refused}>
          <Refused error={refused} />
        </div>
      )}
      <div className={css.panel}>
        <section className={css.what} aria-label={t('sign.what')} tabIndex={0}>
          {above}
          {content}
          {hash !== null && (
            <p className={css.hash}>
              {t('sign.hash')}: <code>{hash}</code>
            </p>
          )}
        </section>
        <form id={form} className={css.who} onSubmit={submit} aria-label={t('sign.who')}>
          <h2>{t('sign.title', { meaning: word('meaning', meaning) })}</h2>
          <p className={css.means}>{props.means ?? word('means', meaning)}</p>
          {demo?.demo === true && (
            <DemoPeople
              compact
              roles={roles}
              chosen={username}
              choose={(person, secret) => {
                setUsername(person);
                setPassword(secret);
              }}
            />
          )}
          {goesOn ? (
            <>
              <p>{t('sign.alone', { name: at.person.name })}</p>
              <Action tone="quiet" onPress={() => setUsername('')}>
                {t('sign.somebodyElse')}
              </Action>
            </>
          ) : (
            <TextInput
              label={t('sign.username')}
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              description={
                username !== at.person.username && username !== ''
                  ? t('sign.other', { name: at.person.name })
                  : undefined
              }
              classNames={{ input: css.input!, label: css.label!, description: css.description! }}
            />
          )}
          <TextInput
            type="password"
            label={t('sign.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="off"
            classNames={{ input: css.input!, label: css.label! }}
          />
        </form>
      </div>
      <footer className={css.foot}>
        {cancel !== undefined && (
          <Action tone="quiet" onPress={cancel}>
            {t('panel.cancel')}
          </Action>
        )}
        <p className={css.why}>
          {byKey === 'asked'
            ? t('sign.touch')
            : (why ?? t('sign.role', { role: roles.map((role) => word('role', role)).join(', ') }))}
        </p>
        <Action off={notYet !== undefined} busy={working} onPress={() => void signWithKey()}>
          {t('sign.passkey')}
        </Action>
        <Action type="submit" form={form} tone="main" off={why !== undefined} busy={working}>
          {busy ? t('sign.submitting') : t('sign.submit', { meaning: word('meaning', meaning) })}
        </Action>
      </footer>
    </>
  );
}
