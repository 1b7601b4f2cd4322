import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { recipeChangeQuery, recipesQuery } from '../api/queries.js';
import type { BatchAnswer } from '../api/types.js';
import { useCommand } from '../api/use-command.js';
import { Action } from '../parts/action.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import { ReasonDialog } from '../step/reason-dialog.js';
import css from './batch.module.css';
import type { Open } from './rare-acts.js';
import { Problem } from '../api/problem.js';

/** The differences, as the text that is signed states them. */
const changesIn = ({ change }: { change?: { changes: string[] } }): string[] => change?.changes ?? [];

/** Which version, and from which step on. */
function Which({ batch, close, choose }: Open & { choose: (version: string, from: string) => void }): ReactElement {
  const { t } = useTranslation();
  const newer = (useQuery(recipesQuery).data ?? []).filter(
    ({ code, version, state }) =>
      code === batch.recipe.code && version > batch.recipe.version && (state === 'effective' || state === 'approved'),
  );
  const idle = batch.steps.filter(({ state }) => state === 'idle');
  const [version, setVersion] = useState('');
  const [from, setFrom] = useState('');
  const chosen = { version: version || (newer[0]?.id ?? ''), from: from || (idle[0]?.phase ?? '') };
  const missing = chosen.version === '' || chosen.from === '';
  return (
    <Panel
      title={t('change.title')}
      close={close}
      way={
        <Action tone="main" off={missing} onPress={() => choose(chosen.version, chosen.from)}>
          {t('change.changes')}
        </Action>
      }
    >
      <p>{newer.length === 0 ? t('change.none') : t('change.text', { version: batch.recipe.version })}</p>
      {newer.length > 0 && (
        <>
          <label className={css.ask}>
            {t('change.version')}
            <select value={chosen.version} onChange={({ currentTarget }) => setVersion(currentTarget.value)}>
              {newer.map((one) => (
                <option key={one.id} value={one.id}>
                  {t('batch.recipe', { title: one.title, version: one.version })}
                </option>
              ))}
            </select>
          </label>
          <label className={css.ask}>
            {t('change.from')}
            <select value={chosen.from} onChange={({ currentTarget }) => setFrom(currentTarget.value)}>
              {idle.map(({ id, phase, position, title }) => (
                <option key={id} value={phase}>
                  {position} {title}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
    </Panel>
  );
}

/** A planned deviation: the rest of the batch goes by a newer version, whose differences quality signs. */
export function ChangeRecipe({ batch, at, close }: Open): ReactElement {
  const { t } = useTranslation();
  const [which, setWhich] = useState<{ version: string; from: string } | null>(null);
  const command = useCommand<BatchAnswer>({ done: close });
  const shown = useQuery({ ...recipeChangeQuery(batch.id, which), enabled: which !== null });
  if (which === null)
    return <Which batch={batch} at={at} close={close} choose={(version, from) => setWhich({ version, from })} />;
  if (shown.data === undefined)
    return (
      <Panel title={t('change.title')} close={close} way={null}>
        <p>{t('state.loading', { what: t('change.loading') })}</p>
        <Refused error={shown.error instanceof Problem ? shown.error : null} />
      </Panel>
    );
  return (
    <ReasonDialog
      at={at}
      title={t('change.title')}
      meaning="approved"
      role="qa-reviewer"
      signing={shown.data}
      subject={`batch/${batch.id}/recipe-change`}
      command={command}
      orderOf={(reason, signing) =>
        order('/api/batches/{id}/recipe-change', { id: batch.id }, { ...which, reason, signing })
      }
      close={close}
      more={
        <section>
          <h3>{t('change.changes')}</h3>
          <ul className={css.changes}>
            {changesIn(shown.data.content).map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </section>
      }
    >
      {t('change.text', { version: batch.recipe.version })}
    </ReasonDialog>
  );
}
