import { type Fact, type NewFact, type Projection, put, type Rows } from '../../../trust/ledger/domain/index.js';

/** An exception that bears on the product and that quality must answer; open until it has. */
export interface DeviationRow {
  id: string;
  code: string;
  state: 'open';
  batch: string;
  step: string | null;
  exception: string;
  kind: string;
  criticality: 'CPP' | 'CQA' | 'IPC' | 'info';
  site: string;
  sponsor: string | null;
  openedAt: string;
}

export interface DeviationState extends Rows {
  deviation: Record<string, DeviationRow>;
}

type Opened = Omit<DeviationRow, 'id' | 'state' | 'openedAt'>;

/** Opens the deviation of one exception. `code` is what people see. */
export const openDeviation = (opened: Opened): NewFact => ({ type: 'deviation.opened', values: { ...opened } });

export const deviationProjection: Projection<DeviationState> = {
  kind: 'deviation',
  empty: { deviation: {} },
  apply(state: DeviationState, fact: Fact): DeviationState {
    if (fact.type !== 'deviation.opened') return state;
    const id = fact.stream.slice('deviation/'.length);
    const opened = fact.values as unknown as Opened;
    return put(state, 'deviation', id, { id, state: 'open', openedAt: fact.at, ...opened });
  },
};
