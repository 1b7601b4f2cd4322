import { useReducedMotion } from '@mantine/hooks';
import { useReactFlow, useStore } from '@xyflow/react';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import css from './chart.module.css';
import type { ChartLayout } from './layout.js';

const ARROWS = {
  left: 'M15 4 7 12 15 20',
  right: 'M9 4 17 12 9 20',
  up: 'M4 15 12 7 20 15',
  down: 'M4 9 12 17 20 9',
  closer: 'M12 4V20 M4 12H20',
  farther: 'M4 12H20',
  whole: 'M4 9V4H9 M15 4H20V9 M20 15V20H15 M9 20H4V15',
} as const;
const PART = 0.7;

interface ButtonProps {
  icon: keyof typeof ARROWS;
  label: string;
  press: () => void;
}

/** The drawing on a button. */
export const Drawing = ({ icon }: { icon: keyof typeof ARROWS }): ReactElement => (
  <svg aria-hidden viewBox="0 0 24 24" width={32} height={32}>
    <path d={ARROWS[icon]} fill="none" stroke="currentColor" strokeWidth="3" />
  </svg>
);

const Button = ({ icon, label, press }: ButtonProps): ReactElement => (
  <button type="button" className={css.button} onClick={press} aria-label={label}>
    <Drawing icon={icon} />
  </button>
);

interface Props {
  layout: ChartLayout;
  oneLine: boolean;
  turn: () => void;
  chosen: string | undefined;
}

/** Everything that a drag or a pinch does, by a tap. */
export function ChartButtons({ layout, oneLine, turn, chosen }: Props): ReactElement {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const still = useReducedMotion();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const how = { duration: still ? 0 : 200 };
  const pan = (dx: number, dy: number) => (): void => {
    const { x, y, zoom } = flow.getViewport();
    void flow.setViewport({ x: x - dx * PART * width, y: y - dy * PART * height, zoom }, how);
  };
  useEffect(() => {
    const box = layout.boxes.find(({ key }) => key === chosen);
    if (box === undefined || width === 0) return;
    const { x, y, zoom } = flow.getViewport();
    const [left, top] = [box.x * zoom + x, box.y * zoom + y];
    const isInSight = left >= 0 && top >= 0 && left + box.width * zoom <= width && top + box.height * zoom <= height;
    if (!isInSight) void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom: Math.max(zoom, 0.8) });
  }, [chosen, layout, flow, width, height]);
  return (
    <div className={css.buttons} role="group" aria-label={t('chart.move')}>
      <Button icon="left" label={t('chart.left')} press={pan(-1, 0)} />
      <Button icon="right" label={t('chart.right')} press={pan(1, 0)} />
      <Button icon="up" label={t('chart.up')} press={pan(0, -1)} />
      <Button icon="down" label={t('chart.down')} press={pan(0, 1)} />
      <Button icon="farther" label={t('chart.farther')} press={() => void flow.zoomOut(how)} />
      <Button icon="closer" label={t('chart.closer')} press={() => void flow.zoomIn(how)} />
      <Button
        icon="whole"
        label={t('chart.whole')}
        press={() => void flow.fitView({ padding: { x: '24px', top: '16px', bottom: '112px' }, ...how })}
      />
      <button type="button" className={`${css.button} ${css.turn}`} aria-pressed={oneLine} onClick={turn}>
        {t('chart.oneLine')}
      </button>
    </div>
  );
}
