import { useLocalStorage } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Blank } from '../parts/notice.js';
import { word } from '../text/words.js';
import { Chart } from './chart.js';
import { type ChartWords, chartOf } from './layout.js';
import { lengthText } from './length-text.js';
import { phasesOf } from './elements.js';
import type { MasterRecipe } from './model.js';
import { PhasePanel } from './phase-panel.js';
import css from './recipe.module.css';
import { formulaText, referencesOf } from './references.js';
import type { Version } from './types.js';

/** What the chart says beside titles, in the words of the process. */
function useChartWords(recipe: MasterRecipe): ChartWords {
  const { t } = useTranslation();
  return useMemo(() => {
    const references = referencesOf(recipe);
    const phases = new Map(phasesOf(recipe).map(({ phase }) => [phase.id, phase.title]));
    const titleOf = (id: string): string => phases.get(id) ?? id;
    return {
      place: ({ unitClass }) =>
        unitClass === null
          ? t('chart.byHand')
          : t('chart.on', { unit: recipe.unitClasses.find(({ code }) => code === unitClass)?.title ?? unitClass }),
      adHoc: ({ max, sign }) => t('chart.adHoc', { count: max, role: word('role', sign) }),
      label: (block) => {
        switch (block.kind) {
          case 'parallel':
            return t('chart.parallel');
          case 'choice':
            return block.on === null ? t('chart.choice') : t('chart.choice.on', { decision: titleOf(block.on) });
          case 'loop':
            return t('chart.loop', { condition: formulaText(block.until, references), count: block.max });
          case 'repeat':
            return t('chart.repeat', { every: lengthText(block.every), during: titleOf(block.during) });
        }
      },
      when: ({ when }, { on }) =>
        when !== null
          ? t('chart.when', { condition: formulaText(when, references) })
          : on === null
            ? t('chart.otherwise')
            : null,
    };
  }, [recipe, t]);
}

/** The procedure as a chart, and beside it the phase that was tapped. */
export function Procedure({
  version,
  recipe,
  phase,
}: {
  version: Version;
  recipe: MasterRecipe;
  phase: string | undefined;
}): ReactElement {
  const { t } = useTranslation();
  const go = useNavigate();
  const [oneLine, setOneLine] = useLocalStorage({
    key: 'ballroom/chart',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const words = useChartWords(recipe);
  const layout = useMemo(() => chartOf(recipe, words, oneLine), [recipe, words, oneLine]);
  const comments = useMemo(() => {
    const open = version.comments.filter(({ resolvedAt, replyTo }) => resolvedAt === null && replyTo === null);
    return new Map(open.map((one) => [one.phase ?? '', open.filter((other) => other.phase === one.phase).length]));
  }, [version.comments]);
  const choose = useCallback(
    (next: string | undefined) =>
      void go({
        to: '/recipes/$recipe',
        params: { recipe: version.id },
        search: next === undefined ? {} : { phase: next },
        replace: true,
      }),
    [go, version.id],
  );
  if (layout.boxes.length === 0)
    return (
      <Blank tone="off" title={t('chart.empty')}>
        {t('chart.empty.text')}
      </Blank>
    );
  return (
    <div className={css.procedure}>
      <Chart
        layout={layout}
        oneLine={oneLine}
        turn={() => setOneLine(!oneLine)}
        chosen={phase}
        choose={choose}
        comments={comments}
      />
      {phase !== undefined && (
        <PhasePanel key={phase} version={version} recipe={recipe} chosen={phase} choose={choose} />
      )}
    </div>
  );
}
