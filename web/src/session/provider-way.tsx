import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey, order, send } from '../api/client.js';
import { noAnswer, Problem } from '../api/problem.js';
import { waysQuery } from '../api/queries.js';
import { Action } from '../parts/action.js';

/** What the provider's way back says went wrong, once. */
export function takeReturned(): Problem | null {
  const url = new URL(window.location.href);
  const code = url.searchParams.get('problem');
  if (code === null) return null;
  url.searchParams.delete('problem');
  window.history.replaceState(window.history.state, '', url);
  return new Problem(401, /^[a-z.-]{1,60}$/.test(code) ? code : 'sso.refused');
}

/** Leaves for the enterprise's identity provider, where there is one; it sends the browser back signed in. */
export function ProviderWay({ failed }: { failed: (problem: Problem) => void }): ReactElement | null {
  const { t } = useTranslation();
  const provider = useQuery(waysQuery).data?.provider ?? null;
  const [busy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      const { url } = await send(order('/api/session/sso', {}, undefined), newKey());
      window.location.assign(url);
    } catch (problem) {
      failed(problem instanceof Problem ? problem : noAnswer());
      setBusy(false);
    }
  };
  if (provider === null) return null;
  return (
    <Action tone="quiet" busy={busy} onPress={() => void go()}>
      {t('signIn.provider', { provider })}
    </Action>
  );
}
