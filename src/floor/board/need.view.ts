import type { BatchInBrief, ExceptionInBrief, StepInBrief } from '../../execution/batches/index.js';
import type { PromptRow } from '../../plant/equipment/index.js';
import type { DeviationRow } from '../../quality/deviations/index.js';
import type { NeedDto, NextTouchDto, TileConnectionDto, TileValueDto } from './board.dto.js';

type Kind =
  | 'batch-held'
  | 'step-held'
  | 'answer'
  | 'prompt'
  | 'deviation'
  | 'limit-action'
  | 'data-lost'
  | 'limit-alert'
  | 'comment'
  | 'sign'
  | 'program-over'
  | 'work'
  | 'start'
  | 'bind'
  | 'release';

/** Most urgent first: what harms cells, then what keeps a batch, then what is its ordinary work. */
const TONES: Record<Kind, 'action' | 'alert' | 'note'> = {
  'batch-held': 'action',
  'step-held': 'action',
  answer: 'action',
  prompt: 'action',
  deviation: 'action',
  'limit-action': 'action',
  'data-lost': 'alert',
  'limit-alert': 'alert',
  comment: 'alert',
  sign: 'note',
  'program-over': 'note',
  work: 'note',
  start: 'note',
  bind: 'note',
  release: 'note',
};
const ORDER = Object.keys(TONES);

const need = (kind: Kind, more: Partial<NeedDto> = {}): NeedDto => ({
  ...{ kind, tone: TONES[kind], step: null, exception: null, what: null, role: null, meaning: null },
  ...{ deviation: null, since: null, dueAt: null },
  ...more,
});

const ofException = (row: ExceptionInBrief, deviations: readonly DeviationRow[], batch: string): NeedDto => {
  const { id: exception, step, kind: what, raisedAt: since } = row;
  const deviation = deviations.find((one) => one.batch === batch && one.exception === exception)?.code ?? null;
  const kind = row.waitsFor === 'answer' ? 'answer' : deviation === null ? 'comment' : 'deviation';
  return need(kind, { exception, step, what, since, deviation });
};

/** What the step at hand waits for, or null while it runs by itself. */
function ofStep(batch: BatchInBrief, step: StepInBrief): NeedDto | null {
  const at = { step: step.id };
  switch (step.state) {
    case 'holding':
    case 'held':
      return need('step-held', { ...at, since: step.startedAt });
    case 'completing': {
      const [due] = step.signaturesDue;
      return need('sign', { ...at, role: due?.role ?? null, meaning: due?.meaning ?? null });
    }
    case 'idle': {
      const isUnbound = batch.unit === null && batch.unitProcedure?.unitClass != null;
      return isUnbound ? need('bind', { what: batch.unitProcedure!.title }) : need('start', at);
    }
    case 'paused':
      return need('work', at);
    case 'running':
      return ofRunning(batch, step);
    case 'restarting':
    case 'stopping':
    case 'aborting':
    case 'complete':
    case 'stopped':
    case 'aborted':
    case 'skipped':
    case 'omitted':
      return null;
  }
}

function ofRunning({ program, timer }: BatchInBrief, step: StepInBrief): NeedDto | null {
  const at = { step: step.id };
  if (step.kind === 'program') return program?.state === 'ended' ? need('program-over', at) : null;
  const waits = step.kind === 'wait' && timer?.purpose === 'wait' && timer.step === step.id;
  return waits ? null : need('work', at);
}

/** A link that is being made is cut where nothing came before it. */
const isCut = ({ state }: TileConnectionDto, isBlind: boolean): boolean =>
  state === 'offline' || (state === 'connecting' && isBlind);

/** What the unit's data say while cells are on it. */
function ofData(values: readonly TileValueDto[], connection: TileConnectionDto | null): NeedDto[] {
  const missed = (verdict: 'action' | 'alert') =>
    values.filter((value) => value.verdict === verdict).map(({ tag }) => need(`limit-${verdict}`, { what: tag }));
  const blind = values.filter(({ state }) => state === 'stale' || state === 'bad' || state === 'never');
  const [first, ...others] = blind;
  const lost =
    connection !== null && isCut(connection, blind.length === values.length)
      ? [need('data-lost', { since: connection.since })]
      : first === undefined
        ? []
        : [need('data-lost', { what: others.length === 0 ? first.tag : null, since: first.at })];
  return [...missed('action'), ...lost, ...missed('alert')];
}

/** When a person is wanted next by the clock, where that is known. */
export function nextTouch({ program, timer, state }: BatchInBrief): NextTouchDto | null {
  if (state !== 'running') return null;
  const ends = program?.state === 'running' ? program.endsAt : null;
  const times: NextTouchDto[] = [
    ...(ends === null ? [] : [{ kind: 'program-ends', dueAt: ends }]),
    ...(timer === null ? [] : [{ kind: timer.purpose, dueAt: timer.dueAt }]),
  ];
  return times.toSorted((a, b) => a.dueAt.localeCompare(b.dueAt))[0] ?? null;
}

/** What the unit waits for, at the step whose program it runs, else at the step at hand. */
const ofPrompt = ({ code, known, step, raisedAt: since }: PromptRow, batch: BatchInBrief): NeedDto =>
  need('prompt', { what: known?.title ?? code, step: step ?? batch.step?.id ?? null, since });

const isHeld = (state: BatchInBrief['state']): boolean => state === 'held' || state === 'holding';

const DEADLINES = new Set(['window-late', 'result-due']);

/** Everything about a batch that waits for a person, most urgent first. */
export function needsOf(
  batch: BatchInBrief,
  data: { values: readonly TileValueDto[]; connection: TileConnectionDto | null; prompt?: PromptRow | undefined },
  deviations: readonly DeviationRow[],
): NeedDto[] {
  if (batch.state !== 'idle' && batch.state !== 'running' && !isHeld(batch.state))
    return batch.unit === null ? [] : [need('release', { what: batch.state })];
  const held = isHeld(batch.state) ? [need('batch-held', { what: batch.heldBecause })] : [];
  const ofExceptions = batch.exceptions.map((row) => ofException(row, deviations, batch.id));
  const step = batch.step === null || held.length > 0 ? null : ofStep(batch, batch.step);
  const watched = batch.unit === null ? [] : ofData(data.values, data.connection);
  const dueAt = batch.timer !== null && DEADLINES.has(batch.timer.purpose) ? batch.timer.dueAt : null;
  const asked = data.prompt?.batch === batch.id ? [ofPrompt(data.prompt, batch)] : [];
  return [...held, ...ofExceptions, ...asked, ...watched, ...(step === null ? [] : [{ ...step, dueAt }])].toSorted(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
}
