import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Problem } from '../api/problem.js';
import { unitClassesQuery } from '../api/queries.js';
import type { GivenKit, KitType } from '../api/types.js';
import { dayText, isDay } from '../parts/day.js';

/** Refusals that say that the class asks for other kits than when it was read. */
const ASKS_ANEW: ReadonlySet<string> = new Set(['kit.missing', 'kit.not-needed', 'kit.wrong-type']);

/** A unit class by its code with the kits that its units run with, read again where a refusal says that these changed. */
export function useKits(unitClass: string | null | undefined, error: Problem | null) {
  const { data: classes = [], refetch } = useQuery(unitClassesQuery);
  useEffect(() => {
    if (error !== null && ASKS_ANEW.has(error.code)) void refetch();
  }, [error, refetch]);
  const kind = classes.find(({ code }) => code === unitClass);
  const kits = ((kind?.definition.upkeep as { kit?: KitType[] } | undefined)?.kit ?? []) as readonly KitType[];
  return { kind, kits };
}

/** What is typed of a kit; `kit` once it is whole. */
export function useTypedKit(types: readonly KitType[]) {
  const [chosen, choose] = useState('');
  const [lot, setLot] = useState('');
  const [serial, setSerial] = useState('');
  const [digits, setDigits] = useState('');
  const only = types.length === 1 ? types[0]!.product : '';
  const product = types.some((type) => type.product === chosen) ? chosen : only;
  const expiry = dayText(digits);
  const isWhole = product !== '' && lot.trim() !== '' && serial.trim() !== '' && isDay(expiry);
  const kit: GivenKit | undefined = isWhole ? { product, lot: lot.trim(), serial: serial.trim(), expiry } : undefined;
  return { product, choose, lot, setLot, serial, setSerial, digits, setDigits, kit };
}
