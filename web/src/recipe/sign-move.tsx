import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../api/routes.js';
import { useConnection } from '../api/connection.js';
import { Lines } from '../parts/lines.js';
import { usePerson } from '../session/use-session.js';
import { SignDialog } from '../step/sign-dialog.js';
import { WholeContent } from '../step/step-content.js';
import { word } from '../text/words.js';
import { EffectForm, type EffectTyped, effectOf, NO_EFFECT } from './effect-form.js';
import { type Move, MOVES } from './moves.js';
import { TextLine } from './form.js';
import css from './recipe.module.css';
import { useRecipeCommand } from './recipe-command.js';
import { asRecipe, phasesOf } from './elements.js';
import type { Version } from './types.js';

/** What the signer states beside what is signed. */
interface Typed {
  changeControl: string;
  reason: string;
  effect: EffectTyped;
}

const LEAST = 3;

function statesOf(move: Move, { changeControl, reason, effect }: Typed): Record<string, unknown> | undefined {
  switch (move) {
    case 'submit':
      return changeControl.trim().length < LEAST ? undefined : { changeControl: changeControl.trim() };
    case 'check':
      return { check: 'technical' };
    case 'approve':
      return { check: 'quality' };
    case 'send-back':
    case 'retire':
      return reason.trim().length < LEAST ? undefined : { reason: reason.trim() };
    case 'release':
      return effectOf(effect);
  }
}

/** What is signed, to be read: which text, how much of it, and the very words that are hashed. */
function Content({ version }: { version: Version }): ReactElement {
  const { t } = useTranslation();
  const { code, title, hash } = version;
  const recipe = asRecipe(version.content);
  const rows = [
    [t('sign.recipe'), title],
    [t('sign.version'), t('recipe.version', { code, version: version.version })],
    ...(version.changeControl === null ? [] : [[t('sign.changeControl'), version.changeControl]]),
    [
      t('sign.extent'),
      [
        t('sign.phases', { count: phasesOf(recipe).length }),
        t('sign.parameters', { count: recipe.parameters.length }),
      ].join(', '),
    ],
    [t('sign.recipeHash'), hash],
  ] as const;
  return (
    <>
      <h2>{t('sign.what')}</h2>
      <Lines rows={rows.map(([name = '', value = '']) => ({ name, value }))} />
      <WholeContent content={version.signing.content} />
    </>
  );
}

/** A move of a version is a signature: on what is shown, with what the signer states, by username and password (11.200). */
export function SignMove({ version, move, close }: { version: Version; move: Move; close: () => void }): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const [typed, setTyped] = useState<Typed>({
    changeControl: version.changeControl ?? '',
    reason: '',
    effect: NO_EFFECT,
  });
  const command = useRecipeCommand(close);
  const { meaning, role, path } = MOVES[move];
  const states = statesOf(move, typed);
  const { hash } = version.signing;
  return (
    <SignDialog
      at={{ person, barred: offline ? 'offline' : null }}
      meaning={meaning}
      role={role}
      hash={hash}
      content={<Content version={version} />}
      above={
        <div className={css.states}>
          {move === 'submit' && (
            <TextLine
              label={t('move.changeControl')}
              like={t('move.changeControl.like')}
              value={typed.changeControl}
              change={(changeControl) => setTyped({ ...typed, changeControl })}
            />
          )}
          {(move === 'send-back' || move === 'retire') && (
            <TextLine
              label={t(`move.${move}.reason`)}
              value={typed.reason}
              change={(reason) => setTyped({ ...typed, reason })}
            />
          )}
          {move === 'release' && (
            <EffectForm typed={typed.effect} change={(effect) => setTyped({ ...typed, effect })} />
          )}
        </div>
      }
      missing={states === undefined ? t('move.missing', { meaning: word('meaning', meaning) }) : undefined}
      busy={command.isPending}
      error={command.error}
      give={(credentials) =>
        command.mutate({
          path: address(`/api/recipes/{id}/${path}`, { id: version.id }),
          body: { ...states, signing: { ...credentials, meaning, hash } },
        })
      }
      cancel={close}
    />
  );
}
