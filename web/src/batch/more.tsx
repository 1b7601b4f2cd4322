import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import type { Batch, Step } from '../api/types.js';
import { Action } from '../parts/action.js';
import { Panel } from '../parts/panel.js';
import { usePerson } from '../session/use-session.js';
import { isBatchOver } from '../step/state-tone.js';
import { word } from '../text/words.js';
import { TrailLink } from '../trail/trail-link.js';
import { AbortBatch, InsertBlock, type Open, PauseProgram, QualityHold, SkipStep } from './rare-acts.js';
import css from './batch.module.css';
import { ChangeRecipe } from './change-recipe.js';
import { LegalHold } from './kept.js';
import { ReplaceUnit } from './replace-unit.js';

interface Act {
  key: string;
  title: string;
  text: string;
  show: (open: Open) => ReactElement;
}

/** What may be done here and seldom is. */
function useActs(batch: Batch, step: Step | undefined): Act[] {
  const { t } = useTranslation();
  const retains = usePerson().may('record.retain');
  const ofStep: (Act | false | undefined)[] =
    step === undefined
      ? []
      : [
          step.skippable &&
            step.witness !== null && {
              ...{ key: 'skip', title: t('more.skip'), text: `${step.title} · ${t('more.skip.text')}` },
              show: (open) => <SkipStep {...open} step={step} />,
            },
          step.kind === 'program' &&
            step.state === 'running' &&
            step.run?.state === 'running' && {
              ...{ key: 'pause', title: t('more.pause'), text: t('more.pause.text') },
              show: (open) => <PauseProgram {...open} step={step} />,
            },
        ];
  const blocks = batch.adHoc.flatMap((block): Act[] =>
    block.signing === null
      ? []
      : [
          {
            key: `insert ${block.id}`,
            title: t('more.insert', { title: block.title }),
            text: t('more.insert.text', { used: block.used, max: block.max, role: word('role', block.sign) }),
            show: (open) => <InsertBlock {...open} block={block} />,
          },
        ],
  );
  const units = batch.units.map((unit): Act => ({
    key: `replace ${unit.id}`,
    title: t('more.replace', { unit: unit.code }),
    text: t('more.replace.text'),
    show: (open) => <ReplaceUnit {...open} unit={unit} />,
  }));
  const isOver = isBatchOver(batch);
  const ofBatch: (Act | false)[] = [
    !isOver && {
      ...{ key: 'change', title: t('more.change'), text: t('more.change.text') },
      show: (open) => <ChangeRecipe {...open} />,
    },
    {
      ...{ key: 'hold', title: t(batch.qualityHold === null ? 'more.hold' : 'more.lift'), text: t('more.change.text') },
      show: (open) => <QualityHold {...open} />,
    },
    retains && {
      ...{ key: 'legal hold', title: t('more.legalHold'), text: t('more.change.text') },
      show: (open) => <LegalHold {...open} />,
    },
    !isOver &&
      batch.state !== 'aborting' && {
        ...{ key: 'abort', title: t('more.abort'), text: t('more.abort.text') },
        show: (open) => <AbortBatch {...open} />,
      },
  ];
  return [...ofStep, ...(isOver ? [] : blocks), ...(isOver ? [] : units), ...ofBatch].filter((act) => !!act);
}

/** The one place of rare acts, so that the way of the recipe stays one task a screen. */
export function More({ batch, step }: { batch: Batch; step: Step | undefined }): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const barred = useConnection() === 'offline' ? 'offline' : null;
  const [shown, setShown] = useState<string | null>(null);
  const acts = useActs(batch, step);
  const close = (): void => setShown(null);
  const act = acts.find(({ key }) => key === shown);
  return (
    <>
      <Action tone="quiet" onPress={() => setShown('')}>
        {t('more.open')}
      </Action>
      {shown === '' && (
        <Panel title={t('more.title')} close={close} way={null}>
          <div className={css.acts} tabIndex={-1}>
            {acts.map(({ key, title, text }) => (
              <button key={key} type="button" className={css.act} onClick={() => setShown(key)}>
                <b>{title}</b>
                <small>{text}</small>
              </button>
            ))}
            <TrailLink kind="batch" id={batch.id} />
          </div>
        </Panel>
      )}
      {act?.show({ batch, at: { person, barred }, close })}
    </>
  );
}
