import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from '../parts/action.js';
import { Picture } from '../parts/picture.js';
import { word } from '../text/words.js';
import { Drawing } from './chart-buttons.js';
import { Comments } from './comments.js';
import { KindIcon } from './kind-icon.js';
import { lengthText } from './length-text.js';
import { phasesOf } from './elements.js';
import type { MasterRecipe, Phase } from './model.js';
import css from './panel.module.css';
import { Part, PhaseWork } from './phase-work.js';
import { referencesOf } from './references.js';
import type { Version } from './types.js';

interface Props {
  version: Version;
  recipe: MasterRecipe;
  chosen: string;
  choose: (phase: string | undefined) => void;
}

function Documents({ phase: { documents = [], pictures = [] } }: { phase: Phase }): ReactElement | null {
  const { t } = useTranslation();
  if (documents.length + pictures.length === 0) return null;
  return (
    <Part title={t('recipe.documents')}>
      <ul className={css.values}>
        {documents.map(({ document, version, title }) => (
          <li key={document} className={css.valueHead}>
            <b>{title}</b>
            <span>{t('recipe.document', { document, version })}</span>
          </li>
        ))}
        {pictures.map(({ file, shows }) => (
          <li key={file}>
            <Picture file={file} shows={shows} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** What whoever does or verifies the step is trained in. */
function Skills({ phase: { skills = [] } }: { phase: Phase }): ReactElement | null {
  const { t } = useTranslation();
  if (skills.length === 0) return null;
  return (
    <Part title={t('recipe.skills')}>
      <ul className={css.values}>
        {skills.map(({ skill, title }) => (
          <li key={skill} className={css.valueHead}>
            <b>{title}</b>
            <span>{skill}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function HoldTimes({ recipe, phase }: { recipe: MasterRecipe; phase: Phase }): ReactElement | null {
  const { t } = useTranslation();
  const own = recipe.windows.filter(({ from, to }) => from.phase === phase.id || to.phase === phase.id);
  if (own.length === 0) return null;
  return (
    <Part title={t('recipe.windows')}>
      <ul className={css.values}>
        {own.map(({ id, title, min, max }) => (
          <li key={id} className={css.valueHead}>
            <b>{title}</b>
            <span>
              {[
                min === undefined ? null : t('recipe.least', { time: lengthText(min) }),
                max === undefined ? null : t('recipe.most', { time: lengthText(max) }),
              ]
                .filter((one) => one !== null)
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/** All that the recipe says of one phase, beside the chart. */
export function PhasePanel({ version, recipe, chosen, choose }: Props): ReactElement | null {
  const { t } = useTranslation();
  const phases = phasesOf(recipe);
  const index = phases.findIndex(({ phase }) => phase.id === chosen);
  const found = phases[index];
  if (found === undefined) return null;
  const { phase, within, unitClass } = found;
  const [before, after] = [phases[index - 1], phases[index + 1]];
  return (
    <aside className={css.panel} aria-label={phase.title}>
      <div className={css.body} tabIndex={0} role="group" aria-label={t('recipe.about')}>
        <header>
          <p className={css.kind}>
            <KindIcon kind={phase.kind} /> {word('phaseKind', phase.kind)} · <code>{phase.id}</code>
          </p>
          <h2>{phase.title}</h2>
          <p className={css.kind}>{within.join(' › ')}</p>
        </header>
        {phase.instruction !== '' && <p className={css.instruction}>{phase.instruction}</p>}
        {phase.mode !== undefined && <p>{word('mode', phase.mode)}</p>}
        <PhaseWork
          phase={phase}
          references={referencesOf(recipe)}
          unitClass={recipe.unitClasses.find(({ code }) => code === unitClass)}
        />
        <Skills phase={phase} />
        <Documents phase={phase} />
        <HoldTimes recipe={recipe} phase={phase} />
        <Part title={t('recipe.signatures')}>
          {phase.sign.length === 0 ? (
            <p>{t('recipe.signatures.none')}</p>
          ) : (
            <ol className={css.values}>
              {phase.sign.map(({ meaning, role }, place) => (
                <li key={place} className={css.valueHead}>
                  <b>{word('meaning', meaning)}</b>
                  <span>{word('role', role)}</span>
                </li>
              ))}
            </ol>
          )}
        </Part>
        <Comments version={version} phase={phase.id} />
      </div>
      <footer className={css.foot}>
        <Action
          tone="quiet"
          label={t('phase.before')}
          off={before === undefined}
          onPress={() => choose(before?.phase.id)}
        >
          <Drawing icon="left" />
        </Action>
        <Action tone="quiet" label={t('phase.after')} off={after === undefined} onPress={() => choose(after?.phase.id)}>
          <Drawing icon="right" />
        </Action>
        <Action onPress={() => choose(undefined)}>{t('account.close')}</Action>
      </footer>
    </aside>
  );
}
