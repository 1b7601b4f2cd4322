import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { batchesQuery } from '../api/queries.js';
import type { Unit } from '../api/types.js';
import { Identity } from '../parts/band.js';
import css from './positions.module.css';

/** It may be bound now, or one of its positions may. */
export const isFree = ({ status, quarantine, positions, bindings }: Unit): boolean =>
  status === 'in-service' && quarantine === null && bindings.length < Math.max(positions.length, 1);

export const freePositions = ({ positions, bindings }: Unit): string[] =>
  positions.filter((name) => !bindings.some(({ position }) => position === name));

interface Props {
  unit: Unit;
  chosen: string | undefined;
  choose: (position: string) => void;
}

/** Where in a unit that is used by positions: free ones to choose, taken ones with who has them. */
export function Positions({ unit, chosen, choose }: Props): ReactElement {
  const { t } = useTranslation();
  const batches = useQuery(batchesQuery).data ?? [];
  const free = freePositions(unit);
  return (
    <ul className={css.positions} aria-label={t('position.title', { unit: unit.code })}>
      {unit.positions.map((name) => {
        const held = unit.bindings.find(({ position }) => position === name);
        const code = batches.find(({ id }) => id === held?.batch)?.code;
        const isTaken = !free.includes(name);
        return (
          <li key={name}>
            <button
              type="button"
              className={css.position}
              aria-pressed={chosen === name}
              aria-disabled={isTaken || undefined}
              onClick={() => !isTaken && choose(name)}
            >
              <b>{name}</b>
              {!isTaken && <span>{t(chosen === name ? 'position.chosen' : 'position.free')}</span>}
              {isTaken && (
                <span>{code === undefined ? t('position.taken') : t('position.takenBy', { batch: code })}</span>
              )}
              {held?.coi != null && <Identity coi={held.coi} />}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
