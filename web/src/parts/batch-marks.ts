import type { Batch, BatchEvent, BatchException } from '../api/types.js';
import type { LimitBand, TrendMark } from './trend-spans.js';

const time = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));

/** The limits by which programs on the unit are watched, each for as long as it ran. */
export const bandsOf = (batch: Batch | undefined, unit: string, tag: string): LimitBand[] =>
  (batch?.steps ?? [])
    .filter((step) => step.unit === unit && step.run?.startedAt != null)
    .flatMap(({ run, monitors }) =>
      monitors
        .filter((monitor) => monitor.tag === tag)
        .map(({ alert, action }) => ({ from: Date.parse(run!.startedAt!), to: time(run!.endedAt), alert, action })),
    );

/** An exception or event about a tag, and how it is marked. */
export interface Happening {
  happening: BatchEvent | BatchException;
  mark: TrendMark;
}

const isAbout = ({ values }: BatchEvent, tag: string): boolean =>
  values.tag === tag || (Array.isArray(values.tags) && values.tags.includes(tag));

const marked = (happening: BatchEvent, tone: TrendMark['tone']): Happening => {
  const { id, startedAt, endedAt } = happening;
  return { happening, mark: { id, from: Date.parse(startedAt), to: time(endedAt), tone } };
};

/** What happened to a tag of the batch's unit in a time, oldest first: exceptions, and alerts among the events. */
export function happeningsOf(batch: Batch | undefined, tag: string, from: number): Happening[] {
  if (batch === undefined) return [];
  const exceptions = [...batch.exceptionsOfBatch, ...batch.steps.flatMap((step) => step.exceptions)];
  const alerts = batch.events.filter(({ kind }) => kind === 'limit.alert');
  return [
    ...exceptions.filter((one) => isAbout(one, tag)).map((one) => marked(one, 'action')),
    ...alerts.filter((one) => isAbout(one, tag)).map((one) => marked(one, 'alert')),
  ]
    .filter(({ mark }) => (mark.to ?? Infinity) >= from)
    .toSorted((a, b) => a.mark.from - b.mark.from);
}
