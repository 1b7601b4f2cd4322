import '@xyflow/react/dist/base.css';
import { type Node, type NodeProps, ReactFlow, ReactFlowProvider, ViewportPortal } from '@xyflow/react';
import { createContext, type ReactElement, use, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../parts/mark.js';
import { word } from '../text/words.js';
import css from './chart.module.css';
import { ChartButtons } from './chart-buttons.js';
import { KindIcon } from './kind-icon.js';
import type { Box, ChartLayout, Line } from './layout.js';
import { pathOf } from './line-path.js';
import { criticalitiesOf, limitsOf } from './phase-facts.js';

interface Choosing {
  chosen: string | undefined;
  choose: (phase: string) => void;
  /** open comments by phase */
  comments: ReadonlyMap<string, number>;
}

const Choice = createContext<Choosing>({ chosen: undefined, choose: () => undefined, comments: new Map() });

type Drawn<Kind extends Box['kind']> = Node<{ box: Extract<Box, { kind: Kind }> }>;

/** A drawing and a number, read out as words. */
const Counted = ({ icon, count, words }: { icon: string; count: number; words: string }): ReactElement => (
  <span className={css.counted}>
    <svg aria-hidden viewBox="0 0 24 24" width={20} height={20}>
      <path d={icon} fill="none" stroke="currentColor" strokeWidth="2" />
    </svg>
    <span aria-hidden>{count}</span>
    <span className="visually-hidden">{words}</span>
  </span>
);

function PhaseNode({ data: { box } }: NodeProps<Drawn<'phase'>>): ReactElement {
  const { t } = useTranslation();
  const { chosen, choose, comments } = use(Choice);
  const { phase } = box;
  const limits = limitsOf(phase);
  const open = comments.get(phase.id) ?? 0;
  return (
    <button type="button" className={css.phase} aria-pressed={chosen === phase.id} onClick={() => choose(phase.id)}>
      <span className={css.kind}>
        <KindIcon kind={phase.kind} />
        {word('phaseKind', phase.kind)}
        {open > 0 && (
          <span className={css.comments}>
            <Mark tone="note" size={16} />
            {open}
            <span className="visually-hidden">{t('chart.comments', { count: open })}</span>
          </span>
        )}
      </span>
      <b className={css.name}>{phase.title}</b>
      <span className={css.marks}>
        {criticalitiesOf(phase)
          .filter((criticality) => criticality !== 'IPC')
          .map((criticality) => (
            <span key={criticality} className={css.criticality}>
              {criticality}
            </span>
          ))}
        {limits > 0 && (
          <Counted icon="M4 6V18 M20 6V18 M4 12H20" count={limits} words={t('chart.limits', { count: limits })} />
        )}
        {phase.sign.length > 0 && (
          <Counted
            icon="M4 20H20 M6 15 15 6 18 9 9 18 5 19Z"
            count={phase.sign.length}
            words={t('chart.signatures', { count: phase.sign.length })}
          />
        )}
      </span>
    </button>
  );
}

const FrameNode = ({ data: { box } }: NodeProps<Drawn<'frame'>>): ReactElement => (
  <section className={`${css.frame} ${css[box.of]}`} aria-label={box.title}>
    <h3 className={css.title}>{box.title}</h3>
    {box.label !== null && box.label !== '' && <p className={css.label}>{box.label}</p>}
  </section>
);

const HeadingNode = ({ data: { box } }: NodeProps<Drawn<'heading'>>): ReactElement => (
  <div className={css.heading}>
    <b>{box.title}</b>
    {box.label !== null && <p className={css.label}>{box.label}</p>}
  </div>
);

const NODE_TYPES = { phase: PhaseNode, frame: FrameNode, heading: HeadingNode };
/** A chart of more than so many boxes draws only what is in sight. */
const MANY = 250;

const Lines = ({ lines }: { lines: readonly Line[] }): ReactElement => (
  <svg className={css.lines} aria-hidden>
    <defs>
      <marker
        id="arrow"
        viewBox="0 0 10 10"
        refX="9"
        refY="5"
        markerWidth="9"
        markerHeight="9"
        orient="auto"
        markerUnits="userSpaceOnUse"
      >
        <path d="M0 0 10 5 0 10Z" fill="var(--edge)" />
      </marker>
    </defs>
    {lines.map(({ kind, points }, index) => (
      <path
        key={index}
        d={pathOf(kind, points)}
        className={css[`line-${kind}`]}
        markerEnd={kind === 'next' || kind === 'back' || kind === 'during' ? 'url(#arrow)' : undefined}
      />
    ))}
  </svg>
);

interface Props extends Choosing {
  layout: ChartLayout;
  oneLine: boolean;
  turn: () => void;
}

/** The procedure, to be panned and zoomed by hand or by its buttons; a phase is opened by a tap. */
export function Chart({ layout, oneLine, turn, chosen, choose, comments }: Props): ReactElement {
  const { t } = useTranslation();
  const nodes = useMemo(
    () =>
      layout.boxes.map((box): Node => {
        const { key, kind, x, y, width, height } = box;
        return { id: key, type: kind, position: { x, y }, width, height, data: { box }, zIndex: 0 };
      }),
    [layout],
  );
  const choosing = useMemo(() => ({ chosen, choose, comments }), [chosen, choose, comments]);
  const margin = 400;
  return (
    <Choice value={choosing}>
      <ReactFlowProvider>
        <div className={css.chart} role="region" aria-label={t('chart.title')}>
          <ReactFlow
            nodes={nodes}
            nodeTypes={NODE_TYPES}
            defaultViewport={{ x: 24, y: 24, zoom: 1 }}
            minZoom={0.08}
            maxZoom={1.6}
            translateExtent={[
              [-margin, -margin],
              [layout.width + margin, layout.height + margin],
            ]}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            elementsSelectable={false}
            zoomOnDoubleClick={false}
            zoomOnScroll={false}
            panOnScroll
            deleteKeyCode={null}
            selectionKeyCode={null}
            panActivationKeyCode={null}
            disableKeyboardA11y
            onlyRenderVisibleElements={nodes.length > MANY}
            proOptions={{ hideAttribution: true }}
          >
            <ViewportPortal>
              <Lines lines={layout.lines} />
            </ViewportPortal>
          </ReactFlow>
          <ChartButtons key={String(oneLine)} layout={layout} oneLine={oneLine} turn={turn} chosen={chosen} />
        </div>
      </ReactFlowProvider>
    </Choice>
  );
}
