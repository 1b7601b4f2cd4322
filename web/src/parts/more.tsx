import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from './action.js';

interface Props {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

/** The end of a list that comes in pages: its next one, where there is one. */
export function More({ query }: Props): ReactElement | null {
  const { t } = useTranslation();
  if (!query.hasNextPage) return null;
  return (
    <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
      {t('unit.more')}
    </Action>
  );
}
