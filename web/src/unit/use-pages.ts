import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

/** Asks again for pages of what a unit said wrong when the live count of it goes up. */
export function useRefreshed(queryKey: readonly unknown[], count: number | null): void {
  const client = useQueryClient();
  const seen = useRef<number | null>(null);
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (count === null || count === seen.current) return;
    if (seen.current !== null) void client.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] });
    seen.current = count;
  }, [client, key, count]);
}
