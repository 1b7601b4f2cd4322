import type { TFunction } from 'i18next';
import type { LooseBatch, Need, Tile, TileValue } from '../api/types.js';
import { countdown } from '../parts/duration.js';
import { word } from '../text/words.js';

/** The short name of a value: `CO₂`; its title where it has none. */
export const shortName = ({ tag, title }: Pick<TileValue, 'tag' | 'title'>): string => {
  const short = word('short', tag);
  return short === tag ? title : short;
};

/** What a person is wanted for, short and active. */
export function needWords(t: TFunction, need: Need, tile: Pick<Tile, 'values' | 'connection'> | undefined): string {
  const { kind, exception, deviation } = need;
  const named = tile?.values.find(({ tag }) => tag === need.what);
  const what = named === undefined ? (need.what ?? '') : shortName(named);
  switch (kind) {
    case 'sign':
      return t('call.sign', { meaning: word('meaning', need.meaning ?? ''), role: word('role', need.role ?? '') });
    case 'data-lost':
      if (need.what === null && (tile?.connection?.state ?? 'live') !== 'live') return t('call.data-lost.link');
      return need.what === null ? t('call.data-lost') : t('call.data-lost.tag', { what });
    case 'release':
      return t('call.release', { what: word('state', what) });
    case 'batch-held':
    case 'step-held':
    case 'answer':
    case 'prompt':
    case 'deviation':
    case 'comment':
    case 'limit-action':
    case 'limit-alert':
    case 'program-over':
    case 'work':
    case 'start':
    case 'bind':
      return t(`call.${kind}`, { what, exception, deviation });
  }
}

export interface TouchWords {
  text: string;
  /** the time has come, or is near */
  near: boolean;
}

/** When somebody is wanted next by the clock. */
export function nextWords(t: TFunction, next: LooseBatch['next'], now: number): TouchWords | null {
  if (next === null) return null;
  const { left, over, near } = countdown(next.dueAt, now);
  const timed = next.kind === 'window-late' || next.kind === 'result-due';
  return { text: over ? t('next.touch.over', { left }) : t(`next.touch.${next.kind}`, { left }), near: timed && near };
}
