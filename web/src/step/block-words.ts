import type { TFunction } from 'i18next';
import type { Step } from '../api/types.js';

type Around = Step['blocks'][number];

function words(t: TFunction, { kind, title, branch, round }: Around): string {
  switch (kind) {
    case 'loop':
    case 'repeat':
      return t('block.round', { title, round: round ?? 1 });
    case 'parallel':
    case 'choice':
      return branch === null ? title : t('block.branch', { title, branch });
    case 'ad-hoc':
      return round === null || round === 1 ? t('block.adHoc', { title }) : t('block.adHoc.round', { title, round });
  }
}

/** The blocks around a step in words: *Feed until dense · round 2*; null where it stands in none. */
export const blockWords = (t: TFunction, { blocks }: Pick<Step, 'blocks'>): string | null =>
  blocks.length === 0 ? null : blocks.map((block) => words(t, block)).join(' › ');
